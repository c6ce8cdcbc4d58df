-- title_id: Kemajuan pilar
-- title_en: Progress of the pillars
-- description_id: Berapa desa yang ditetapkan berada dalam tiap keadaan, pilar demi pilar, menurut catatan terbaru. Keadaan kosong: tidak ada catatan.
-- description_en: How many designated villages are in each state, pillar by pillar, by their latest record. No state: there is no record.
-- param: programme text null — id of a programme; all when not given
-- param_id: programme — kunci program; semua bila kosong
-- expect: columns programme, pillar_no, name_id, name_en, state, villages
-- expect: rows 4
-- expect: first {"programme": "desmigratif", "pillar_no": 1, "state": null, "villages": 6}
WITH latest AS (
    SELECT village_code, programme, pillar_no, state,
           row_number() OVER (PARTITION BY village_code, programme, pillar_no ORDER BY as_of DESC, state) AS nth
    FROM pillar_status
),
designated AS (SELECT DISTINCT programme, village_code FROM designations)
SELECT p.programme, p.pillar_no, p.name_id, p.name_en, l.state, count(d.village_code) AS villages
FROM pillars p
LEFT JOIN designated d ON d.programme = p.programme
LEFT JOIN latest l ON l.programme = p.programme AND l.pillar_no = p.pillar_no AND l.village_code = d.village_code AND l.nth = 1
WHERE $programme IS NULL OR p.programme = $programme
GROUP BY p.programme, p.pillar_no, p.name_id, p.name_en, l.state
ORDER BY p.programme, p.pillar_no, l.state NULLS LAST
