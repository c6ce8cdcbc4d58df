-- title_id: Calon desa yang berdekatan
-- title_en: Candidates near each other
-- description_id: Pasangan desa (bukan kelurahan) yang belum ditetapkan di satu provinsi dengan jarak kurang dari batas, dalam kilometer pada elipsoid antara titik di dalam wilayah. Desa tanpa titik tidak dapat dibandingkan.
-- description_en: Pairs of villages (no urban wards) of one province, neither designated, that lie nearer to each other than a bound: kilometres on the ellipsoid between points inside them. Villages without a point cannot be compared.
-- param: province text 52 — code of the province
-- param_id: province — kode provinsi
-- param: km number 1.5 — only pairs nearer than this
-- param_id: km — hanya pasangan yang lebih dekat dari ini
-- param: n integer 200 — how many pairs
-- param_id: n — jumlah pasangan
-- expect: columns code_a, name_a, code_b, name_b, same_regency, distance_km, pmi_per_1000_a, pmi_per_1000_b
-- expect: rows 16
-- expect: first {"code_a": "52.03.13.2002", "name_a": "Tebaban", "code_b": "52.03.13.2003", "name_b": "Kerongkong", "same_regency": true, "distance_km": 1.007, "pmi_per_1000_a": 21.452725887133436, "pmi_per_1000_b": 10.694858896394148}
WITH candidates AS (
    SELECT code, name, regency_code, pmi_per_1000, ST_Point(lon, lat) AS place
    FROM village_indicators
    WHERE province_code = $province AND kind = 'desa' AND NOT designated AND lon IS NOT NULL
),
near AS (
    SELECT a.code AS code_a, a.name AS name_a, a.pmi_per_1000 AS pmi_per_1000_a,
           b.code AS code_b, b.name AS name_b, b.pmi_per_1000 AS pmi_per_1000_b,
           a.regency_code = b.regency_code AS same_regency, ST_DistanceSpheroid(a.place, b.place) / 1000 AS km
    FROM candidates a
    JOIN candidates b ON b.code > a.code AND ST_DistanceSpheroid(a.place, b.place) < $km * 1000
)
SELECT code_a, name_a, code_b, name_b, same_regency, round(km, 3) AS distance_km, pmi_per_1000_a, pmi_per_1000_b
FROM near
ORDER BY km, code_a, code_b
LIMIT $n
