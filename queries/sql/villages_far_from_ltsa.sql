-- title_id: Desa yang jauh dari LTSA
-- title_en: Villages far from a one-stop office
-- description_id: Jarak setiap desa ke LTSA terdekat yang beroperasi (geodesik WGS 84, bukan jarak tempuh).
-- description_en: The distance of each village to the nearest operating office (geodesic on WGS 84, not by road).
-- param: province text null — code of a province; all when not given
-- param: km number 100 — only villages further away than this
-- param: n integer 100 — how many villages
WITH offices AS (
    SELECT ST_Point(lon, lat) AS place FROM ltsa_offices
    WHERE status = 'operating' AND lon IS NOT NULL AND lat IS NOT NULL
),
measured AS (
    SELECT v.code, v.name, v.regency_code, v.lon, v.lat,
           min(ST_DistanceSpheroid(ST_Point(v.lon, v.lat), o.place)) / 1000 AS distance_km
    FROM villages v CROSS JOIN offices o
    WHERE v.lon IS NOT NULL AND ($province IS NULL OR v.province_code = $province)
    GROUP BY v.code, v.name, v.regency_code, v.lon, v.lat
)
SELECT code, name, regency_code, lon, lat, round(distance_km, 1) AS distance_km
FROM measured
WHERE distance_km > $km
ORDER BY distance_km DESC, code
LIMIT $n
