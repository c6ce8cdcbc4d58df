-- title_id: Desa di sekitar sebuah titik
-- title_en: Villages around a point
-- description_id: Desa dan kelurahan yang titiknya berada dalam jarak tertentu dari sebuah titik (kilometer pada elipsoid, bukan jarak tempuh), yang terdekat lebih dulu.
-- description_en: Villages and wards whose point lies within a distance of a point (kilometres on the ellipsoid, not by road), the nearest first.
-- param: lon number 116.3 — longitude in degrees
-- param_id: lon — bujur dalam derajat
-- param: lat number -8.7 — latitude in degrees
-- param_id: lat — lintang dalam derajat
-- param: km number 10 — the distance
-- param_id: km — jaraknya
-- param: n integer 1000 — how many villages
-- param_id: n — jumlah desa
-- expect: columns code, name, kind, regency_code, designated, lon, lat, distance_km
-- expect: rows 41
-- expect: first {"code": "52.02.04.2008", "name": "Rembitan", "regency_code": "52.02", "designated": false, "distance_km": 1.221}
WITH measured AS (
    SELECT i.code, i.name, i.kind, i.regency_code, i.designated, i.lon, i.lat,
           -- A degree of latitude has at least 110.57 km: what lies outside of these parallels need not be measured.
           CASE WHEN i.lat BETWEEN $lat - $km / 110.57 AND $lat + $km / 110.57
                THEN ST_DistanceSpheroid(ST_Point(i.lon, i.lat), ST_Point($lon, $lat)) / 1000 END AS km
    FROM village_indicators i
)
SELECT code, name, kind, regency_code, designated, lon, lat, round(km, 3) AS distance_km
FROM measured
WHERE km <= $km
ORDER BY km, code
LIMIT $n
