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
    SELECT ST_Point(lon, lat) AS place
    FROM ltsa_offices
    WHERE status = 'operating' AND lon IS NOT NULL AND lat IS NOT NULL
)
SELECT v.code, v.name, v.regency_code, v.lon, v.lat, round(o.metres / 1000, 1) AS distance_km
FROM villages v
CROSS JOIN LATERAL (
    SELECT ST_DistanceSpheroid(ST_Point(v.lon, v.lat), place) AS metres
    FROM offices
    ORDER BY metres
    LIMIT 1
) AS o
WHERE v.lon IS NOT NULL AND ($province IS NULL OR v.province_code = $province) AND o.metres / 1000 > $km
ORDER BY o.metres DESC, v.code
LIMIT $n
