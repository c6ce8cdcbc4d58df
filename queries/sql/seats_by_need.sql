-- title_id: Membagi kuota menurut kebutuhan
-- title_en: Seats shared out by need
-- description_id: Kuota desa baru dibagi sebanding dengan penempatan pekerja migran per tahun: sisa terbesar (Hamilton) dan Sainte-Laguë. Wilayah tanpa angka tidak mendapat kursi dan tidak dicantumkan; tahun kebutuhan berbeda antarwilayah.
-- description_en: New villages shared out in proportion to migrant workers placed per year: by largest remainder (Hamilton) and by Sainte-Laguë. Areas without a figure get none and are not listed; years of need differ between areas.
-- param: level text province — province or regency
-- param_id: level — province (provinsi) atau regency (kabupaten/kota)
-- choices: level province, regency
-- param: province text null — code of a province whose areas share; all when not given
-- param_id: province — kode provinsi yang wilayahnya berbagi; semua bila kosong
-- param: seats integer 100 — how many villages are shared out
-- param_id: seats — jumlah desa yang dibagi
-- expect: columns code, name, need_per_year, need_year, need_status, quota, seats_hamilton, seats_sainte_lague
-- expect: rows 38
-- expect: first {"code": "35", "name": "Jawa Timur", "need_per_year": 68069, "need_year": 2023, "need_status": "modelled", "quota": 24.756, "seats_hamilton": 25, "seats_sainte_lague": 25}
WITH areas AS (
    SELECT 'province' AS level, code, name, code AS province_code, need, need_year, status FROM coverage_by_province
    UNION ALL
    SELECT 'regency', code, name, province_code, need, need_year, status FROM coverage_by_regency
),
needy AS (
    SELECT code, name, need, need_year, status, $seats * need / nullif(sum(need) OVER (), 0.0) AS quota
    FROM areas
    WHERE level = $level AND need IS NOT NULL AND ($province IS NULL OR province_code = $province)
),
-- Equal remainders go to the larger need, then to the lower code.
remainders AS (
    SELECT *, floor(quota) AS whole,
           row_number() OVER (ORDER BY quota - floor(quota) DESC, need DESC, code) AS place,
           $seats - sum(floor(quota)) OVER () AS left_over
    FROM needy
),
-- Each seat goes to the largest of all quotients need / 1, 3, 5, …
quotients AS (
    SELECT n.code, row_number() OVER (ORDER BY n.need / (2.0 * d.value + 1.0) DESC, n.code) AS place
    FROM needy n CROSS JOIN (SELECT value FROM generate_series(0, $seats - 1)) d
),
highest AS (SELECT code, count(*) AS seats FROM quotients WHERE place <= $seats GROUP BY code)
SELECT r.code, r.name, r.need AS need_per_year, r.need_year, r.status AS need_status, round(r.quota, 3) AS quota,
       CAST(r.whole AS BIGINT) + CASE WHEN r.place <= r.left_over THEN 1 ELSE 0 END AS seats_hamilton,
       coalesce(h.seats, 0) AS seats_sainte_lague
FROM remainders r LEFT JOIN highest h ON h.code = r.code
ORDER BY r.need DESC, r.code
