-- title_id: Semua desa dengan suatu nama
-- title_en: All villages of a name
-- description_id: Nama tidak unik: semua desa dan kelurahan dengan nama yang sama (huruf besar, spasi, tanda hubung, titik, dan apostrof diabaikan), dengan wilayah di atasnya.
-- description_en: Names are not unique: all villages and wards of the same name (capitals, spaces, hyphens, dots and apostrophes left out), with the areas above them.
-- param: name text Kenanga — the name
-- param_id: name — namanya
-- expect: columns code, name, kind, district_name, regency_name, province_name, designated, lon, lat
-- expect: rows 6
-- expect: first {"code": "16.73.08.1003", "name": "Kenanga", "district_name": "Lubuk Linggau Utara II", "regency_name": "Kota Lubuk Linggau", "province_name": "Sumatera Selatan", "designated": false}
SELECT v.code, v.name, v.kind, d.name AS district_name, r.name AS regency_name, p.name AS province_name,
       i.designated, v.lon, v.lat
FROM villages v
JOIN village_indicators i ON i.code = v.code
JOIN districts d ON d.code = v.district_code
JOIN regencies r ON r.code = v.regency_code
JOIN provinces p ON p.code = v.province_code
WHERE translate(lower(v.name), ' -.''’`', '') = translate(lower($name), ' -.''’`', '')
ORDER BY v.code
