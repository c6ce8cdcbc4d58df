-- title_id: Angka yang diumumkan dan daftar sendiri
-- title_en: Published figures beside the register
-- description_id: Setiap angka yang diumumkan di samping hitungan dari daftar di sini untuk hal, program, wilayah, dan masa yang sama: desa dengan desa, kantor dengan kantor, meja dengan meja. Yang tidak tercatat di sini tidak punya bandingan.
-- description_en: Every published figure beside the count of the register here for the same thing, programme, area and time: villages with villages, offices with offices, desks with desks. What is not recorded here has nothing to be held against.
-- expect: columns id, programme, metric, subject, area_code, period, as_of, since, until, claimed, registered, counted, unit, status, stated_by, source, note
-- expect: rows 31
-- expect: first {"id": "C053", "programme": "desmigratif", "metric": "n_desmigratif", "area_code": null, "period": "2017", "claimed": 120, "registered": 0}
WITH scoped AS (
    SELECT *, TRY_CAST(substr(period, length(period) - 3, 4) AS INT) AS until,
           -- What is cumulative has no beginning, and holds what has no year.
           CASE WHEN regexp_like(subject, '(?i)cumulative|kumulatif|nationwide') AND length(period) = 4 THEN NULL
                ELSE TRY_CAST(substr(period, 1, 4) AS INT) END AS since
    FROM claims
),
villages_of_claim AS (
    SELECT c.id, count(DISTINCT d.village_code) AS villages, count(DISTINCT substr(d.village_code, 1, 5)) AS regencies
    FROM scoped c LEFT JOIN designations d
      ON d.programme = c.programme
     AND (c.area_code IS NULL OR d.village_code = c.area_code OR starts_with(d.village_code, concat(c.area_code, '.')))
     AND coalesce(d.year >= c.since, c.since IS NULL) AND coalesce(d.year <= c.until, c.since IS NULL)
    GROUP BY c.id
),
offices_of_claim AS (
    SELECT c.id, count(o.id) AS offices
    FROM scoped c LEFT JOIN ltsa_offices o
      ON o.status = 'operating' AND (c.area_code IS NULL OR o.area_code = c.area_code OR starts_with(o.area_code, concat(c.area_code, '.')))
    GROUP BY c.id
),
institutions_of_claim AS (
    SELECT c.id, count(DISTINCT i.id) AS institutions
    FROM scoped c
    LEFT JOIN partnerships p ON p.year = c.until AND coalesce(p.programme, '') = coalesce(c.programme, '') AND p.source = c.source
    LEFT JOIN institutions i ON i.id = p.institution AND i.kind IN ('ministry', 'agency')
    GROUP BY c.id
),
desks AS (
    SELECT count(*) FILTER (WHERE main) AS main, count(*) FILTER (WHERE NOT main) AS additional FROM ltsa_desks
),
pillars_of_programme AS (
    SELECT programme, count(*) AS pillars FROM pillars GROUP BY programme
)
SELECT c.id, c.programme, c.metric, c.subject, c.area_code, c.period, c.as_of, c.since, c.until, c.value AS claimed,
       CASE WHEN c.metric = 'n_desmigratif' THEN v.villages WHEN c.metric = 'n_kabupaten_kota' THEN v.regencies
            WHEN c.metric = 'n_ltsa' THEN o.offices
            -- These have no place: of an area there is no count.
            WHEN c.area_code IS NOT NULL THEN NULL
            WHEN c.metric = 'n_kl' THEN i.institutions WHEN c.metric = 'n_pillar' THEN p.pillars
            WHEN c.metric = 'n_desk_utama' THEN k.main WHEN c.metric = 'n_desk_tambahan' THEN k.additional
       END AS registered,
       CASE c.metric WHEN 'n_desmigratif' THEN 'villages in designations'
            WHEN 'n_kabupaten_kota' THEN 'regencies of villages in designations'
            WHEN 'n_ltsa' THEN 'operating offices in ltsa_offices'
            WHEN 'n_kl' THEN 'ministries and agencies that the same source names'
            WHEN 'n_pillar' THEN 'pillars' WHEN 'n_desk_utama' THEN 'main desks in ltsa_desks'
            WHEN 'n_desk_tambahan' THEN 'additional desks in ltsa_desks' END AS counted,
       c.unit, c.status, c.stated_by, c.source, c.note
FROM scoped c
LEFT JOIN villages_of_claim v ON v.id = c.id
LEFT JOIN offices_of_claim o ON o.id = c.id
LEFT JOIN institutions_of_claim i ON i.id = c.id
LEFT JOIN pillars_of_programme p ON p.programme = c.programme
CROSS JOIN desks k
ORDER BY c.programme NULLS LAST, c.metric, c.as_of NULLS LAST, c.id
