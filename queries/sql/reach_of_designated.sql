-- title_id: Jangkauan desa ditetapkan
-- title_en: Reach of the designated villages
-- description_id: Berapa desa dan kelurahan di setiap provinsi berada dalam jarak tertentu dari desa ditetapkan terdekat (kilometer pada elipsoid, bukan jarak tempuh). Bagian dihitung dari desa yang titiknya diketahui; desa ditetapkan tanpa titik tidak menjangkau apa pun.
-- description_en: How many villages and wards of each province lie within a distance of the nearest designated village (kilometres on the ellipsoid, not by road). The share is of those whose point is known; a designated village without a point reaches nothing.
-- param: km number 20 — the distance
-- param_id: km — jaraknya
-- expect: columns code, name, villages, with_point, within_reach, within_reach_pct
-- expect: rows 38
-- expect: first {"code": "33", "name": "Jawa Tengah", "villages": 8563, "with_point": 8563, "within_reach": 402, "within_reach_pct": 4.69}
WITH designated AS (
    SELECT v.code, v.lon, v.lat FROM villages v JOIN (SELECT DISTINCT village_code FROM designations) d ON d.village_code = v.code
    WHERE v.lon IS NOT NULL
),
-- A box around the circle, so that only what can be inside is measured: a degree of latitude has at least
-- 110.57 km, one of longitude at least 111.32 km times the cosine of the latitude.
boxes AS (
    SELECT code, ST_Point(lon, lat) AS place, lat - $km / 110.57 AS south, lat + $km / 110.57 AS north,
           lon - $km / (111.32 * cos(radians(least(89.0, abs(lat) + $km / 110.57)))) AS west,
           lon + $km / (111.32 * cos(radians(least(89.0, abs(lat) + $km / 110.57)))) AS east
    FROM designated
),
reached AS (
    SELECT DISTINCT v.code
    FROM villages v CROSS JOIN boxes b
    WHERE CASE WHEN v.lat BETWEEN b.south AND b.north AND v.lon BETWEEN b.west AND b.east
               THEN ST_DistanceSpheroid(ST_Point(v.lon, v.lat), b.place) <= $km * 1000 ELSE FALSE END
),
counted AS (
    SELECT v.province_code, count(*) AS villages, count(v.lon) AS with_point, count(r.code) AS within_reach
    FROM villages v LEFT JOIN reached r ON r.code = v.code
    GROUP BY v.province_code
)
SELECT p.code, p.name, c.villages, c.with_point, c.within_reach,
       round(100.0 * c.within_reach / nullif(c.with_point, 0), 2) AS within_reach_pct
FROM counted c JOIN provinces p ON p.code = c.province_code
ORDER BY c.within_reach DESC, p.code
