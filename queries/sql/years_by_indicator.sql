-- title_id: Tahun yang tersedia per indikator
-- title_en: Years at hand by indicator
-- description_id: Untuk setiap indikator, tahun, tingkat wilayah, dan status: berapa wilayah punya baris, dan berapa punya nilai.
-- description_en: For every indicator, year, level of area and status: how many areas have a row, and how many of them a value.
-- param: indicator text null — id of an indicator; all when not given
-- param_id: indicator — kunci indikator; semua bila kosong
-- expect: columns indicator, name_id, name_en, unit, year, level, status, areas, values_known, smallest, largest
-- expect: rows 23
-- expect: first {"indicator": "area_km2", "unit": "km²", "year": 2024, "level": "village", "status": "modelled", "areas": 83762, "values_known": 83762, "smallest": 0.00670631909494102, "largest": 1138.990234031812}
WITH counted AS (
    SELECT indicator, year, length(area_code) AS letters, status,
           count(DISTINCT area_code) AS areas, count(value) AS values_known, min(value) AS smallest, max(value) AS largest
    FROM indicator_values
    WHERE $indicator IS NULL OR indicator = $indicator
    GROUP BY indicator, year, length(area_code), status
)
SELECT c.indicator, i.name_id, i.name_en, i.unit, c.year,
       CASE c.letters WHEN 2 THEN 'province' WHEN 5 THEN 'regency' WHEN 8 THEN 'district' ELSE 'village' END AS level,
       c.status, c.areas, c.values_known, c.smallest, c.largest
FROM counted c JOIN indicators i ON i.id = c.indicator
ORDER BY c.indicator, c.year DESC, c.letters, c.status
