-- title_id: Rekapitulasi wilayah per provinsi
-- title_en: Areas by province
-- description_id: Jumlah kabupaten, kota, kecamatan, desa, kelurahan, dan desa adat tiap provinsi, dengan luas dan penduduk. Penduduk provinsi yang tidak lengkap kosong.
-- description_en: Regencies, cities, districts, villages, wards and customary villages of every province, with area and residents. Residents that are not known for the province are empty.
-- expect: columns code, name, kabupaten, kota, kecamatan, desa, kelurahan, desa_adat, villages, area_km2, population
-- expect: rows 38
-- expect: first {"code": "11", "name": "Aceh", "kabupaten": 18, "kota": 5, "kecamatan": 290, "desa": 6500, "kelurahan": 0, "desa_adat": 0, "villages": 6500, "area_km2": 56835.02, "population": 5623479}
WITH regency_counts AS (
    SELECT province_code, count(*) FILTER (WHERE kind = 'kabupaten') AS kabupaten, count(*) FILTER (WHERE kind = 'kota') AS kota
    FROM regencies GROUP BY province_code
),
district_counts AS (SELECT province_code, count(*) AS districts FROM districts GROUP BY province_code),
village_counts AS (
    SELECT province_code, count(*) FILTER (WHERE kind = 'desa') AS desa, count(*) FILTER (WHERE kind = 'kelurahan') AS kelurahan,
           count(*) FILTER (WHERE kind = 'desa_adat') AS desa_adat, count(*) AS villages
    FROM villages GROUP BY province_code
)
SELECT p.code, p.name, r.kabupaten, r.kota, d.districts AS kecamatan, v.desa, v.kelurahan, v.desa_adat, v.villages,
       round(p.area_km2, 2) AS area_km2, p.population
FROM provinces p
LEFT JOIN regency_counts r ON r.province_code = p.code
LEFT JOIN district_counts d ON d.province_code = p.code
LEFT JOIN village_counts v ON v.province_code = p.code
ORDER BY p.code
