-- title_id: Desa yang jauh dari LTSA
-- title_en: Villages far from a one-stop office
-- description_id: Jarak setiap desa ke LTSA terdekat yang beroperasi dan diketahui letaknya (geodesik WGS 84, bukan jarak tempuh). Desa tanpa titik tidak dicantumkan.
-- description_en: The distance of each village to the nearest operating office whose place is known (geodesic on WGS 84, not by road). Villages without a point are not listed.
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- param: km number 100 — only villages further away than this
-- param_id: km — hanya desa yang lebih jauh dari ini
-- param: n integer 100 — how many villages
-- param_id: n — jumlah desa
-- expect: columns code, name, regency_code, lon, lat, distance_km
-- expect: rows 100
-- expect: first {"code": "91.71.04.2008", "name": "Mosso", "regency_code": "91.71", "distance_km": 2047.8}
WITH offices AS (
    SELECT ST_Point(lon, lat) AS place, cos(radians(lat)) * cos(radians(lon)) AS x,
           cos(radians(lat)) * sin(radians(lon)) AS y, sin(radians(lat)) AS z
    FROM ltsa_offices
    WHERE status = 'operating' AND lon IS NOT NULL AND lat IS NOT NULL
),
places AS (
    SELECT code, name, regency_code, lon, lat, ST_Point(lon, lat) AS place, cos(radians(lat)) * cos(radians(lon)) AS x,
           cos(radians(lat)) * sin(radians(lon)) AS y, sin(radians(lat)) AS z
    FROM villages
    WHERE lon IS NOT NULL AND ($province IS NULL OR province_code = $province)
),
-- The squared chord on a sphere says which offices can be the nearest: on the ellipsoid, a distance differs
-- from that on the sphere by less than 1.2 %.
chords AS (
    SELECT v.code, min(power(v.x - o.x, 2) + power(v.y - o.y, 2) + power(v.z - o.z, 2)) AS least
    FROM places v CROSS JOIN offices o
    GROUP BY v.code
),
measured AS (
    SELECT v.code, v.name, v.regency_code, v.lon, v.lat, min(ST_DistanceSpheroid(v.place, o.place)) / 1000 AS distance_km
    FROM places v JOIN chords c ON c.code = v.code CROSS JOIN offices o
    WHERE power(v.x - o.x, 2) + power(v.y - o.y, 2) + power(v.z - o.z, 2) <= 1.025 * c.least + 1e-12
    GROUP BY v.code, v.name, v.regency_code, v.lon, v.lat
)
SELECT code, name, regency_code, lon, lat, round(distance_km, 1) AS distance_km
FROM measured
WHERE distance_km > $km
ORDER BY distance_km DESC, code
LIMIT $n
