-- title_id: Jarak ke LTSA per kabupaten/kota
-- title_en: Distance to an office by regency
-- description_id: Jarak tengah dan terjauh dari desa ke LTSA terdekat yang beroperasi dan diketahui letaknya (kilometer pada elipsoid, bukan jarak tempuh), dari desa yang titiknya diketahui.
-- description_en: The median and the longest distance of villages to the nearest operating office whose place is known (kilometres on the ellipsoid, not by road), of those whose point is known.
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns code, name, villages, measured, median_km, longest_km, offices_in_regency
-- expect: rows 514
-- expect: first {"code": "91.71", "name": "Kota Jayapura", "villages": 39, "measured": 39, "median_km": 2026.4, "longest_km": 2047.8, "offices_in_regency": 0}
WITH offices AS (
    SELECT ST_Point(lon, lat) AS place
    FROM ltsa_offices
    WHERE status = 'operating' AND lon IS NOT NULL AND lat IS NOT NULL
),
measured AS (
    SELECT v.code, v.regency_code, min(ST_DistanceSpheroid(ST_Point(v.lon, v.lat), o.place)) / 1000 AS km
    FROM villages v CROSS JOIN offices o
    WHERE v.lon IS NOT NULL AND ($province IS NULL OR v.province_code = $province)
    GROUP BY v.code, v.regency_code
),
summed AS (
    SELECT regency_code, count(*) AS measured, median(km) AS middle, max(km) AS longest FROM measured GROUP BY regency_code
),
counted AS (SELECT regency_code, count(*) AS villages FROM villages GROUP BY regency_code)
SELECT r.code, r.name, c.villages, coalesce(s.measured, 0) AS measured, round(s.middle, 1) AS median_km,
       round(s.longest, 1) AS longest_km, v.ltsa AS offices_in_regency
FROM regencies r
JOIN counted c ON c.regency_code = r.code
JOIN coverage_by_regency v ON v.code = r.code
LEFT JOIN summed s ON s.regency_code = r.code
WHERE $province IS NULL OR r.province_code = $province
ORDER BY s.middle DESC NULLS LAST, r.code
