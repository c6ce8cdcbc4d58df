-- title_id: Titik desa di kabupaten lain
-- title_en: Village points in another regency
-- description_id: Desa yang titiknya tidak berada di poligon kabupaten/kotanya sendiri, dengan kabupaten/kota yang poligonnya memuat titik itu, juga di provinsi lain; kosong bila tidak ada. Kode tetap menentukan induknya.
-- description_en: Villages whose point does not lie in the polygon of their own regency, with the regency whose polygon it lies in, of any province; empty where there is none. The code decides the parent all the same.
-- param: province text 33 — code of a province; the whole country, slowly, when empty
-- param_id: province — kode provinsi; seluruh negeri, lebih lama, bila kosong
-- expect: columns code, name, regency_code, regency_name, found_in_code, found_in_name, lon, lat
-- expect: given province=35
-- expect: rows 0
WITH astray AS (
    SELECT v.code, v.name, v.regency_code, r.name AS regency_name, v.lon, v.lat
    FROM villages v JOIN regencies r ON r.code = v.regency_code
    WHERE ($province IS NULL OR v.province_code = $province) AND v.lon IS NOT NULL AND r.geometry IS NOT NULL
      AND NOT ST_Intersects(r.geometry, ST_Point(v.lon, v.lat))
),
inside AS (
    SELECT a.code, r.code AS found_in_code, r.name AS found_in_name
    FROM astray a JOIN regencies r ON ST_Intersects(r.geometry, ST_Point(a.lon, a.lat))
)
SELECT a.code, a.name, a.regency_code, a.regency_name, i.found_in_code, i.found_in_name, a.lon, a.lat
FROM astray a LEFT JOIN inside i ON i.code = a.code
ORDER BY a.code, i.found_in_code
