-- title_id: Desa dalam kotak
-- title_en: Villages in a box
-- description_id: Desa yang batasnya menyentuh sebuah persegi panjang, dengan batasnya.
-- description_en: Villages whose boundary meets a rectangle, with the boundary.
-- param: west number 116.0 — western limit in degrees
-- param_id: west — batas barat dalam derajat
-- param: south number -9.0 — southern limit in degrees
-- param_id: south — batas selatan dalam derajat
-- param: east number 116.5 — eastern limit in degrees
-- param_id: east — batas timur dalam derajat
-- param: north number -8.5 — northern limit in degrees
-- param_id: north — batas utara dalam derajat
-- param: n integer 1000 — how many villages
-- param_id: n — jumlah desa
-- expect: columns code, name, kind, district_code, area_km2, geometry
-- expect: rows 362
-- expect: first {"code": "52.01.01.2003", "name": "Gapuk", "district_code": "52.01.01", "area_km2": 6.924487068370283}
SELECT code, name, kind, district_code, area_km2, geometry
FROM villages
WHERE ST_Intersects(geometry, ST_MakeEnvelope($west, $south, $east, $north))
ORDER BY code
LIMIT $n
