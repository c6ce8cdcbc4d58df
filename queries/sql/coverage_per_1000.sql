-- title_id: Desa ditetapkan per 1.000 pekerja migran: kabupaten, provinsi, nasional
-- title_en: Designated villages per 1,000 migrant workers: regency, province, nation
-- description_id: Satu kabupaten/kota di samping provinsinya dan seluruh negeri, dengan peringkat (nilai sama berperingkat sama). Tahun kebutuhan berbeda antarwilayah: tahun pertama dan terakhir disebutkan; averaged berarti rata-rata beberapa tahun yang berakhir pada tahun itu. Tanpa angka kebutuhan, rasio kosong.
-- description_en: One regency beside its province and the nation, with its rank (equal values share one). The years of need differ between areas: the first and the last are given; averaged is the mean of several years that end there. Where no need is known, there is no rate.
-- param: code text 52.03 — code of a regency
-- param_id: code — kode kabupaten/kota
-- expect: columns level, code, name, villages, designated, designated_in_rate, need_per_year, need_year_first, need_year_last, need_status, parts_without_need, per_1000, rank_in_province, ranked_in_province, rank_in_nation, ranked_in_nation
-- expect: given code=35.07
-- expect: rows 3
-- expect: first {"level": "regency", "code": "35.07", "name": "Kabupaten Malang", "villages": 390, "designated": 4, "designated_in_rate": 4, "need_per_year": 7851, "need_year_first": 2023, "need_year_last": 2023, "need_status": "modelled", "parts_without_need": 0, "per_1000": 0.5095, "rank_in_province": 1, "ranked_in_province": 38}
WITH here AS (SELECT code, province_code FROM regencies WHERE code = $code),
regency AS (
    SELECT *, rank() OVER (ORDER BY per_1000 DESC NULLS LAST) AS place, count(per_1000) OVER () AS ranked,
           rank() OVER (PARTITION BY province_code ORDER BY per_1000 DESC NULLS LAST) AS place_in_province,
           count(per_1000) OVER (PARTITION BY province_code) AS ranked_in_province
    FROM coverage_by_regency
),
years AS (SELECT province_code, min(need_year) AS first_year FROM coverage_by_regency GROUP BY province_code),
province AS (
    SELECT c.*, CASE WHEN c.parts IS NULL THEN c.need_year ELSE y.first_year END AS first_year,
           rank() OVER (ORDER BY c.per_1000 DESC NULLS LAST) AS place, count(c.per_1000) OVER () AS ranked
    FROM coverage_by_province c LEFT JOIN years y ON y.province_code = c.code
),
rows AS (
    SELECT 1 AS line, 'regency' AS level, r.code, r.name, r.villages, r.designated,
           CASE WHEN r.need IS NOT NULL THEN r.designated END AS designated_in_rate,
           r.need AS need_per_year, r.need_year AS need_year_first, r.need_year AS need_year_last,
           r.status AS need_status, CASE WHEN r.need IS NULL THEN 1 ELSE 0 END AS parts_without_need, r.per_1000,
           CASE WHEN r.per_1000 IS NOT NULL THEN r.place_in_province END AS rank_in_province,
           r.ranked_in_province,
           CASE WHEN r.per_1000 IS NOT NULL THEN r.place END AS rank_in_nation, r.ranked AS ranked_in_nation
    FROM regency r JOIN here h ON h.code = r.code
    UNION ALL
    SELECT 2, 'province', p.code, p.name, p.villages, p.designated,
           CASE WHEN p.need IS NOT NULL THEN p.designated END,
           p.need, p.first_year, p.need_year, p.status,
           CASE WHEN p.need IS NULL THEN 1 ELSE coalesce(p.parts - p.parts_with_need, 0) END, p.per_1000,
           NULL, NULL, CASE WHEN p.per_1000 IS NOT NULL THEN p.place END, p.ranked
    FROM province p JOIN here h ON h.province_code = p.code
    UNION ALL
    SELECT 3, 'nation', NULL, NULL, sum(p.villages), sum(p.designated),
           sum(p.designated) FILTER (WHERE p.need IS NOT NULL),
           sum(p.need), min(p.first_year), max(p.need_year),
           CASE WHEN count(p.need) = 0 THEN 'missing'
                WHEN count(p.need) < count(*) OR count(*) FILTER (WHERE p.status = 'partial') > 0 THEN 'partial'
                WHEN count(DISTINCT p.status) > 1 THEN 'mixed' ELSE min(p.status) END,
           count(*) FILTER (WHERE p.need IS NULL),
           1000.0 * sum(p.designated) FILTER (WHERE p.need IS NOT NULL) / nullif(sum(p.need), 0.0),
           NULL, NULL, NULL, NULL
    FROM province p CROSS JOIN here
    HAVING count(*) > 0
)
SELECT level, code, name, villages, designated, designated_in_rate, need_per_year, need_year_first, need_year_last,
       need_status, parts_without_need, round(per_1000, 4) AS per_1000, rank_in_province, ranked_in_province,
       rank_in_nation, ranked_in_nation
FROM rows
ORDER BY line
