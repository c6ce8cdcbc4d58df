-- title_id: Semua angka sebuah desa
-- title_en: All figures of a village
-- description_id: Semua nilai indikator sebuah desa dan wilayah di atasnya, semua tahun, dengan satuan, status, dan sumber: yang mana milik desa itu, yang mana milik kabupatennya.
-- description_en: All values of indicators of a village and of the areas above it, of every year, with unit, state and source: which are the village's own, and which its regency's.
-- param: code text 52.03.01.2001 — code of a village
-- param_id: code — kode desa
-- expect: columns indicator, name_id, name_en, level, area_code, area_name, year, value, unit, status, period, source
-- expect: rows 19
-- expect: first {"indicator": "area_km2", "level": "village", "area_code": "52.03.01.2001", "area_name": "Tanjung Luar", "year": 2024, "value": 19.143229397991657, "unit": "km²", "status": "modelled", "period": null}
WITH areas AS (
    SELECT code, name, 'village' AS level, 1 AS line FROM villages WHERE code = $code
    UNION ALL SELECT code, name, 'district', 2 FROM districts WHERE code = substr($code, 1, 8)
    UNION ALL SELECT code, name, 'regency', 3 FROM regencies WHERE code = substr($code, 1, 5)
    UNION ALL SELECT code, name, 'province', 4 FROM provinces WHERE code = substr($code, 1, 2)
)
SELECT i.id AS indicator, i.name_id, i.name_en, a.level, a.code AS area_code, a.name AS area_name, v.year, v.value, i.unit,
       v.status, v.period, v.source
FROM areas a
JOIN indicator_values v ON v.area_code = a.code
JOIN indicators i ON i.id = v.indicator
ORDER BY i.id, a.line, v.year DESC, CASE v.status WHEN 'observed' THEN 0 ELSE 1 END, v.source_rank NULLS LAST, v.source
