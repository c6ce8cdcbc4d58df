-- title_id: Sumber angka indikator
-- title_en: Sources of the figures
-- description_id: Setiap sumber dengan indikator, tahun pertama dan terakhir, status, dan banyak nilainya.
-- description_en: Every source with its indicators, first and last year, states and number of values.
-- param: indicator text null — id of an indicator; all when not given
-- param_id: indicator — kunci indikator; semua bila kosong
-- expect: columns source, indicator, unit, status, year_first, year_last, areas, values_known
-- expect: rows 23
-- expect: first {"indicator": "area_km2", "unit": "km²", "status": "modelled", "year_first": 2024, "year_last": 2024, "areas": 83762, "values_known": 83762}
SELECT v.source, v.indicator, i.unit, v.status, min(v.year) AS year_first, max(v.year) AS year_last,
       count(DISTINCT v.area_code) AS areas, count(v.value) AS values_known
FROM indicator_values v JOIN indicators i ON i.id = v.indicator
WHERE $indicator IS NULL OR v.indicator = $indicator
GROUP BY v.source, v.indicator, i.unit, v.status
ORDER BY v.indicator, values_known DESC, v.source, v.status
