-- title_id: Penempatan pekerja migran menurut tahun
-- title_en: Migrant workers placed by year
-- description_id: Semua angka penempatan sebuah wilayah, per tahun, dengan status dan sumber: angka sebagian tahun, rata-rata, dan imputasi ditandai, dan tidak dijumlahkan.
-- description_en: All figures of placements of an area by year, with state and source: those of a part of a year, averaged or imputed are marked, and nothing is summed.
-- param: area text 52.03 — code of a province or regency
-- param_id: area — kode provinsi atau kabupaten/kota
-- expect: columns area_code, year, placed, unit, status, period, lower, upper, source
-- expect: given area=35.07
-- expect: rows 1
-- expect: first {"area_code": "35.07", "year": 2023, "placed": 7851, "unit": "orang/tahun", "status": "modelled", "period": null, "lower": null, "upper": null}
SELECT v.area_code, v.year, v.value AS placed, i.unit, v.status, v.period, v.lower, v.upper, v.source
FROM indicator_values v JOIN indicators i ON i.id = v.indicator
WHERE v.indicator = 'pmi_placed' AND v.area_code = $area
ORDER BY v.year DESC, CASE v.status WHEN 'observed' THEN 0 ELSE 1 END, v.source_rank NULLS LAST, v.source
