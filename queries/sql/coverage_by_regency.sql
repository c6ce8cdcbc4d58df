-- title_id: Kesenjangan per kabupaten/kota
-- title_en: Gap by regency
-- description_id: Kabupaten/kota dengan kesenjangan terbesar antara kebutuhan dan desa yang ditetapkan.
-- description_en: The regencies where designated villages lag furthest behind need.
-- param: province text null — code of a province, such as 52; all when not given
-- param: n integer 50 — how many regencies
SELECT c.rank, c.code, c.name, p.name AS province_name, c.villages, c.designated, c.need,
       round(c.per_1000, 2) AS per_1000, round(c.expected, 1) AS expected, round(c.gap, 1) AS gap,
       c.ltsa, c.status
FROM coverage_by_regency c
JOIN provinces p ON p.code = c.province_code
WHERE $province IS NULL OR c.province_code = $province
ORDER BY c.rank NULLS LAST, c.code
LIMIT $n
