-- title_id: Desa dalam kotak
-- title_en: Villages in a box
-- description_id: Desa yang batasnya menyentuh sebuah persegi panjang, dengan batasnya.
-- description_en: Villages whose boundary meets a rectangle, with the boundary.
-- param: west number 116.0 — western limit in degrees
-- param: south number -9.0 — southern limit in degrees
-- param: east number 116.5 — eastern limit in degrees
-- param: north number -8.5 — northern limit in degrees
-- param: n integer 1000 — how many villages
SELECT code, name, kind, district_code, area_km2, geometry
FROM villages
WHERE ST_Intersects(geometry, ST_MakeEnvelope($west, $south, $east, $north))
ORDER BY code
LIMIT $n
