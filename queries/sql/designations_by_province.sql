-- title_id: Penetapan menurut tahun, provinsi, dan pendanaan
-- title_en: Designations by year, province and funding
-- description_id: Desa ditetapkan menurut program, tahun, provinsi, dan sumber dana. Penetapan tanpa tahun berada pada baris dengan tahun kosong; desa dalam dua program terhitung pada masing-masing.
-- description_en: Designated villages by programme, year, province and who pays. Those without a year are in rows without one; a village of two programmes counts in each.
-- param: programme text null — id of a programme; all when not given
-- param_id: programme — kunci program; semua bila kosong
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns programme, year, province_code, province_name, funding, villages
-- expect: rows 3
-- expect: first {"programme": "desmigratif", "year": 2016, "province_code": "32", "province_name": "Jawa Barat", "funding": "UNKNOWN", "villages": 1}
SELECT d.programme, d.year, p.code AS province_code, p.name AS province_name, d.funding,
       count(DISTINCT d.village_code) AS villages
FROM designations d
JOIN villages v ON v.code = d.village_code
JOIN provinces p ON p.code = v.province_code
WHERE ($programme IS NULL OR d.programme = $programme) AND ($province IS NULL OR p.code = $province)
GROUP BY d.programme, d.year, p.code, p.name, d.funding
ORDER BY d.programme, d.year NULLS LAST, p.code, d.funding
