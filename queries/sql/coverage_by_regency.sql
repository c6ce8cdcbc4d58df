-- title_id: Kesenjangan per kabupaten/kota
-- title_en: Gap by regency
-- description_id: Kabupaten/kota dengan kesenjangan terbesar antara kebutuhan (pekerja migran ditempatkan per tahun, tahun terbaru tiap wilayah) dan desa yang ditetapkan.
-- description_en: The regencies where designated villages lag furthest behind need (migrant workers placed per year, of each area's latest year).
-- param: province text null — code of a province, such as 52; all when not given
-- param_id: province — kode provinsi, misalnya 52; semua bila kosong
-- param: n integer 50 — how many regencies
-- param_id: n — jumlah kabupaten/kota
-- expect: columns rank, code, name, province_name, villages, designated, need, need_year, per_1000, expected, gap, ltsa, status
-- expect: rows 50
-- expect: first {"rank": 1, "code": "52.03", "name": "Kabupaten Lombok Timur", "province_name": "Nusa Tenggara Barat", "villages": 254, "designated": 0, "need": 14895, "need_year": 2023, "per_1000": 0, "expected": 0.3, "gap": 0.3, "ltsa": 0, "status": "modelled"}
SELECT c.rank, c.code, c.name, p.name AS province_name, c.villages, c.designated, c.need, c.need_year,
       round(c.per_1000, 4) AS per_1000, round(c.expected, 1) AS expected, round(c.gap, 1) AS gap,
       c.ltsa, c.status
FROM coverage_by_regency c
JOIN provinces p ON p.code = c.province_code
WHERE $province IS NULL OR c.province_code = $province
ORDER BY c.rank NULLS LAST, c.code
LIMIT $n
