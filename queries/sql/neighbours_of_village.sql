-- title_id: Tetangga sebuah desa
-- title_en: Neighbours of a village
-- description_id: Desa dan kelurahan yang poligonnya bersentuhan atau tumpang tindih dengan poligon sebuah desa, juga di kabupaten lain. Tanpa poligon, tidak ada tetangga yang diketahui.
-- description_en: Villages and wards whose polygon touches or overlaps that of a village, those of other regencies too. Without a polygon no neighbour is known.
-- param: code text 52.03.01.2001 — code of the village
-- param_id: code — kode desa
-- expect: columns code, name, kind, regency_code, designated, pmi_per_1000, poverty_pct, geometry
-- expect: rows 9
-- expect: first {"code": "52.03.01.2002", "name": "Pijot", "regency_code": "52.03", "designated": false, "pmi_per_1000": 14.218804692172425, "poverty_pct": 8.031072560319393}
WITH here AS (SELECT geometry FROM villages WHERE code = $code),
near AS (
    SELECT v.code, v.name, v.kind, v.regency_code, v.geometry
    FROM villages v CROSS JOIN here h
    WHERE v.code <> $code AND ST_Intersects(v.geometry, h.geometry)
)
SELECT n.code, n.name, n.kind, n.regency_code, i.designated, i.pmi_per_1000, i.poverty_pct, n.geometry
FROM near n JOIN village_indicators i ON i.code = n.code
ORDER BY n.code
