-- title_id: Lembaga mitra program
-- title_en: Partner institutions of a programme
-- description_id: Lembaga yang disebut sebagai mitra, dengan peran, tahun, wilayah, dan sumbernya. Kerja sama pelindungan pekerja migran pada umumnya tidak bernama program.
-- description_en: The institutions named as partners, with role, year, area and where it is stated. Where institutions protect migrant workers in general no programme is named.
-- param: programme text null — id of a programme; all when not given
-- param_id: programme — kunci program; semua bila kosong
-- expect: columns programme, institution, name, kind, role, year, area_code, document, source
-- expect: rows 38
-- expect: first {"programme": "desmigratif", "institution": "badan_ekonomi_kreatif", "name": "Badan Ekonomi Kreatif", "role": "partner", "year": 2017, "area_code": null}
SELECT s.programme, i.id AS institution, i.name, i.kind, s.role, s.year, s.area_code, s.document, s.source
FROM partnerships s JOIN institutions i ON i.id = s.institution
WHERE $programme IS NULL OR s.programme = $programme
ORDER BY s.programme NULLS LAST, s.year NULLS LAST, i.id, s.role
