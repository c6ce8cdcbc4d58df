-- title_id: Kemajuan pilar
-- title_en: Progress of the pillars
-- description_id: Keadaan setiap pilar di desa yang ditetapkan menurut catatan terbaru.
-- description_en: The state of each pillar in the designated villages by their latest record.
-- param: programme text null — id of a programme; all when not given
WITH latest AS (
    SELECT village_code, programme, pillar_no, state,
           row_number() OVER (PARTITION BY village_code, programme, pillar_no ORDER BY as_of DESC) AS nth
    FROM pillar_status
)
SELECT p.programme, p.pillar_no, p.name_id, p.name_en, coalesce(l.state, 'no record') AS state,
       count(l.village_code) AS villages
FROM pillars p
LEFT JOIN latest l ON l.programme = p.programme AND l.pillar_no = p.pillar_no AND l.nth = 1
WHERE $programme IS NULL OR p.programme = $programme
GROUP BY p.programme, p.pillar_no, p.name_id, p.name_en, l.state
ORDER BY p.programme, p.pillar_no, state
