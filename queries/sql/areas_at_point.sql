-- title_id: Wilayah di sebuah titik
-- title_en: The areas at a point
-- description_id: Provinsi, kabupaten/kota, kecamatan, dan desa yang poligonnya memuat sebuah titik. Poligon tiap tingkat disederhanakan terpisah, sehingga tingkatnya dapat berbeda di dekat batas; kolom agrees menyatakan apakah kodenya sejalan dengan desa yang ditemukan.
-- description_en: The province, regency, district and village whose polygon has a point in it. Polygons of the levels were simplified apart, so that levels may disagree near a border; the column agrees says whether the code is that of the village found.
-- param: lon number 116.3 — longitude in degrees
-- param_id: lon — bujur dalam derajat
-- param: lat number -8.7 — latitude in degrees
-- param_id: lat — lintang dalam derajat
-- expect: columns level, code, name, kind, agrees
-- expect: rows 4
-- expect: first {"level": "province", "code": "52", "name": "Nusa Tenggara Barat", "agrees": true}
WITH village AS (SELECT code, name, kind FROM villages WHERE ST_Intersects(geometry, ST_Point($lon, $lat))),
found AS (
    SELECT 1 AS line, 'province' AS level, code, name, kind FROM provinces WHERE ST_Intersects(geometry, ST_Point($lon, $lat))
    UNION ALL
    SELECT 2, 'regency', code, name, kind FROM regencies WHERE ST_Intersects(geometry, ST_Point($lon, $lat))
    UNION ALL
    SELECT 3, 'district', code, name, kind FROM districts WHERE ST_Intersects(geometry, ST_Point($lon, $lat))
    UNION ALL
    SELECT 4, 'village', code, name, kind FROM village
),
one AS (SELECT min(code) AS code FROM village)
SELECT f.level, f.code, f.name, f.kind, starts_with(o.code, f.code) AS agrees
FROM found f CROSS JOIN one o
ORDER BY f.line, f.code
