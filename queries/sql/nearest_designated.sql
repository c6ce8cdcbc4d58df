-- title_id: Desa ditetapkan yang terdekat
-- title_en: Nearest designated villages
-- description_id: Desa yang sudah ditetapkan yang paling dekat dengan sebuah desa, dalam kilometer pada elipsoid.
-- description_en: The designated villages nearest to a village, in kilometres on the ellipsoid.
-- param: code text 52.03.01.2001 — code of the village to start from
-- param_id: code — kode desa asal
-- param: n integer 10 — how many
-- param_id: n — jumlahnya
-- expect: columns code, name, regency_code, lon, lat, distance_km
-- expect: rows 6
-- expect: first {"code": "35.07.11.2008", "name": "Arjowilangun", "regency_code": "35.07", "distance_km": 398.65}
WITH here AS (SELECT ST_Point(lon, lat) AS place FROM villages WHERE code = $code AND lon IS NOT NULL)
SELECT v.code, v.name, v.regency_code, v.lon, v.lat,
       round(ST_DistanceSpheroid(h.place, ST_Point(v.lon, v.lat)) / 1000, 2) AS distance_km
FROM village_indicators v CROSS JOIN here h
WHERE v.designated AND v.lon IS NOT NULL AND v.code <> $code
ORDER BY ST_DistanceSpheroid(h.place, ST_Point(v.lon, v.lat)), v.code
LIMIT $n
