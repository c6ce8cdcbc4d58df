-- title_id: LTSA terdekat dari sebuah desa
-- title_en: One-stop offices nearest to a village
-- description_id: LTSA yang beroperasi menurut jarak dari titik desa, dalam kilometer pada elipsoid, bukan jarak tempuh. Letak yang ditetapkan menurut aturan ditandai; kantor tanpa letak tidak dicantumkan.
-- description_en: Operating offices by distance from the village's point, in kilometres on the ellipsoid, not by road. Places that a rule has set are marked; offices without a place are not listed.
-- param: code text 52.03.01.2001 — code of a village
-- param_id: code — kode desa
-- param: n integer 5 — how many offices
-- param_id: n — jumlah kantor
-- expect: columns id, area_code, name, since, distance_km, placed_by_rule, location_basis, lon, lat
-- expect: rows 5
-- expect: first {"id": "ltsa-52", "area_code": "52", "name": "LTSA Provinsi Nusa Tenggara Barat", "since": "2015", "distance_km": 52.84, "placed_by_rule": true}
WITH here AS (SELECT ST_Point(lon, lat) AS place FROM villages WHERE code = $code AND lon IS NOT NULL),
measured AS (
    SELECT o.id, o.area_code, o.name, o.since, o.placed_by_rule, o.location_basis, o.lon, o.lat,
           ST_DistanceSpheroid(h.place, ST_Point(o.lon, o.lat)) / 1000 AS km
    FROM ltsa_offices o CROSS JOIN here h
    WHERE o.status = 'operating' AND o.lon IS NOT NULL AND o.lat IS NOT NULL
)
SELECT id, area_code, name, since, round(km, 2) AS distance_km, placed_by_rule, location_basis, lon, lat
FROM measured
ORDER BY km, id
LIMIT $n
