-- title_id: Pilar menurut desa
-- title_en: Pillars by village
-- description_id: Setiap pilar di setiap desa yang ditetapkan, dengan keadaan menurut catatan terakhir sampai suatu tanggal. Tanpa catatan, keadaan kosong.
-- description_en: Every pillar in every designated village with its state by the latest record up to a date. Where there is no record, there is no state.
-- param: area text null — code of an area of any level; all when not given
-- param_id: area — kode wilayah tingkat apa pun; semua bila kosong
-- param: until text null — last date of a record, as 2021-12-31; the latest when not given
-- param_id: until — tanggal terakhir catatan, misalnya 2021-12-31; yang terbaru bila kosong
-- expect: columns programme, code, name, regency_name, pillar_no, name_id, name_en, state, as_of, evidence
-- expect: rows 24
-- expect: first {"programme": "desmigratif", "code": "32.12.16.2004", "name": "Kenanga", "regency_name": "Kabupaten Indramayu", "pillar_no": 1, "state": null, "as_of": null}
WITH latest AS (
    SELECT village_code, programme, pillar_no, state, as_of, evidence,
           row_number() OVER (PARTITION BY village_code, programme, pillar_no ORDER BY as_of DESC, state) AS nth
    FROM pillar_status
    WHERE $until IS NULL OR as_of <= $until
),
villages_of_programme AS (
    SELECT DISTINCT programme, village_code FROM designations
    WHERE $area IS NULL OR village_code = $area OR starts_with(village_code, concat($area, '.'))
)
SELECT d.programme, v.code, v.name, r.name AS regency_name, p.pillar_no, p.name_id, p.name_en,
       l.state, l.as_of, l.evidence
FROM villages_of_programme d
JOIN villages v ON v.code = d.village_code
JOIN regencies r ON r.code = v.regency_code
JOIN pillars p ON p.programme = d.programme
LEFT JOIN latest l ON l.village_code = d.village_code AND l.programme = d.programme
                  AND l.pillar_no = p.pillar_no AND l.nth = 1
ORDER BY d.programme, v.code, p.pillar_no
