-- title_id: Temuan saat data diimpor
-- title_en: What was found at import
-- description_id: Berapa temuan per sumber, pemeriksaan, dan bobotnya, dengan satu contoh dari tiap jenis.
-- description_en: How many findings by source, check and severity, with one example of each kind.
-- param: province text null — code of a province; all, and those of no area, when not given
-- param_id: province — kode provinsi; semua, termasuk yang tanpa wilayah, bila kosong
-- expect: columns source, check, severity, findings, areas, first_area, example
-- expect: rows 8
-- expect: first {"check": "demo_schematic_borders", "severity": "warning", "findings": 1, "areas": 0, "first_area": null}
SELECT source, "check", severity, count(*) AS findings, count(DISTINCT area_code) AS areas, min(area_code) AS first_area,
       first_value(detail ORDER BY area_code NULLS LAST, detail) AS example
FROM system_join_report
WHERE $province IS NULL OR area_code = $province OR starts_with(area_code, concat($province, '.'))
GROUP BY source, "check", severity
ORDER BY CASE severity WHEN 'error' THEN 0 WHEN 'warning' THEN 1 ELSE 2 END, findings DESC, source, "check"
