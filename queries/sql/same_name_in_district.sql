-- title_id: Nama yang sama dalam satu kecamatan
-- title_en: The same name within a district
-- description_id: Desa dan kelurahan satu kecamatan yang namanya sama bila huruf besar, spasi, tanda hubung, titik, dan apostrof diabaikan. Nama seperti itu tidak dapat dicocokkan tanpa kode.
-- description_en: Villages and wards of one district whose names are the same when capitals, spaces, hyphens, dots and apostrophes are left out. Such names cannot be matched without a code.
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns district_code, district_name, regency_name, villages, names, codes
-- expect: rows 16
-- expect: first {"district_code": "12.01.10", "district_name": "Sorkam Barat", "regency_name": "Kabupaten Tapanuli Tengah", "villages": 2, "codes": "12.01.10.1001, 12.01.10.2018"}
WITH named AS (
    SELECT district_code, regency_code, code, name, kind, translate(lower(name), ' -.''’`', '') AS plain
    FROM villages
    WHERE $province IS NULL OR province_code = $province
),
twice AS (SELECT district_code, plain FROM named GROUP BY district_code, plain HAVING count(*) > 1),
same AS (
    SELECT n.district_code, n.regency_code, n.plain, count(*) AS villages, string_agg(n.code, ', ' ORDER BY n.code) AS codes,
           string_agg(concat(n.name, ' (', n.kind, ')'), ', ' ORDER BY n.code) AS names
    FROM named n JOIN twice t ON t.district_code = n.district_code AND t.plain = n.plain
    GROUP BY n.district_code, n.regency_code, n.plain
)
SELECT d.code AS district_code, d.name AS district_name, r.name AS regency_name, s.villages, s.names, s.codes
FROM same s JOIN districts d ON d.code = s.district_code JOIN regencies r ON r.code = s.regency_code
ORDER BY s.villages DESC, d.code, s.plain
