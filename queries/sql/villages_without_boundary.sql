-- title_id: Desa tanpa batas atau tanpa titik
-- title_en: Villages without a boundary or a point
-- description_id: Desa yang tidak dapat digambar di peta atau diukur jaraknya, beserta wilayah di atasnya.
-- description_en: Villages that cannot be drawn on the map or measured from, with the areas above them.
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns code, name, kind, district_name, regency_code, regency_name, has_boundary, has_point, area_km2
-- expect: rows 0
SELECT v.code, v.name, v.kind, d.name AS district_name, r.code AS regency_code, r.name AS regency_name,
       v.geometry IS NOT NULL AS has_boundary, v.lon IS NOT NULL AS has_point, v.area_km2
FROM (SELECT * FROM villages WHERE geometry IS NULL OR lon IS NULL) v
JOIN districts d ON d.code = v.district_code
JOIN regencies r ON r.code = v.regency_code
WHERE $province IS NULL OR v.province_code = $province
ORDER BY v.code
