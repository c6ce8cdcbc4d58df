-- title_id: Jarak calon ke desa ditetapkan terdekat
-- title_en: Distance of candidates to the nearest designated village
-- description_id: Setiap desa yang belum ditetapkan sampai suatu tahun, dengan desa ditetapkan terdekat dari program apa pun (kilometer pada elipsoid). Penetapan tanpa tahun selalu dihitung. Desa tanpa titik tidak dapat diukur: tidak dicantumkan, dan tidak menjadi yang terdekat.
-- description_en: Every village not yet designated by a year, with the nearest designated village of any programme (kilometres on the ellipsoid). Designations without a year always count. Villages without a point cannot be measured: they are not listed, and are nobody's nearest.
-- param: province text 52 — code of the candidates' province
-- param_id: province — kode provinsi calon
-- param: year integer null — last year of designation that counts; all when not given
-- param_id: year — tahun penetapan terakhir yang dihitung; semua bila kosong
-- param: n integer 200 — how many villages, the furthest first
-- param_id: n — jumlah desa, yang terjauh lebih dulu
-- expect: columns code, name, regency_code, lon, lat, designated_code, designated_name, designated_year, distance_km
-- expect: given province=35
-- expect: given n=50
-- expect: rows 50
-- expect: first {"code": "35.29.27.2002", "name": "Kangayan", "regency_code": "35.29", "designated_code": "35.07.11.2008", "designated_name": "Arjowilangun", "designated_year": null, "distance_km": 358.88}
WITH made AS (
    SELECT village_code AS code, min(year) AS year FROM designations
    WHERE $year IS NULL OR year IS NULL OR year <= $year
    GROUP BY village_code
),
designated AS (
    SELECT v.code, v.name, m.year, ST_Point(v.lon, v.lat) AS place
    FROM made m JOIN villages v ON v.code = m.code
    WHERE v.lon IS NOT NULL
),
measured AS (
    SELECT v.code, v.name, v.regency_code, v.lon, v.lat, d.code AS designated_code, d.name AS designated_name,
           d.year AS designated_year, ST_DistanceSpheroid(ST_Point(v.lon, v.lat), d.place) / 1000 AS km
    FROM villages v LEFT JOIN made m ON m.code = v.code CROSS JOIN designated d
    WHERE v.province_code = $province AND v.kind = 'desa' AND v.lon IS NOT NULL AND m.code IS NULL
),
nearest AS (
    SELECT *, row_number() OVER (PARTITION BY code ORDER BY km, designated_code) AS nth FROM measured
)
SELECT code, name, regency_code, lon, lat, designated_code, designated_name, designated_year,
       round(km, 2) AS distance_km
FROM nearest
WHERE nth = 1
ORDER BY km DESC, code
LIMIT $n
