-- title_id: Desa yang sudah ditetapkan
-- title_en: Designated villages
-- description_id: Satu baris per penetapan, program apa pun: putaran, tahun, sumber dana, dan sumber datanya. Yang tidak diketahui kosong.
-- description_en: One row a designation of any programme: its round, year, who pays and where it is stated. What is not known is empty.
-- param: area text null — code of an area of any level; all when not given
-- param_id: area — kode wilayah tingkat apa pun; semua bila kosong
-- param: programme text null — id of a programme; all when not given
-- param_id: programme — kunci program; semua bila kosong
-- expect: columns code, name, kind, district_name, regency_name, province_name, programme, round, year, status, funding, lon, lat, source, note
-- expect: rows 6
-- expect: first {"code": "32.12.16.2004", "name": "Kenanga", "district_name": "Sindang", "regency_name": "Kabupaten Indramayu", "province_name": "Jawa Barat", "programme": "desmigratif", "round": "2016", "year": 2016, "status": "designated", "funding": null}
SELECT v.code, v.name, v.kind, t.name AS district_name, r.name AS regency_name, p.name AS province_name,
       d.programme, d.round, d.year, d.status, nullif(d.funding, 'UNKNOWN') AS funding, v.lon, v.lat, d.source, d.note
FROM designations d
JOIN villages v ON v.code = d.village_code
JOIN districts t ON t.code = v.district_code
JOIN regencies r ON r.code = v.regency_code
JOIN provinces p ON p.code = v.province_code
WHERE ($programme IS NULL OR d.programme = $programme)
  AND ($area IS NULL OR v.code = $area OR starts_with(v.code, concat($area, '.')))
ORDER BY v.code, d.year NULLS LAST, d.id
