-- title_id: Angka nasional yang diumumkan dan jumlah putaran
-- title_en: Published national figures against the sum of rounds
-- description_id: Setiap jumlah desa tingkat nasional yang diumumkan, di samping jumlah target putaran pada masanya: putaran dalam tahun itu, atau semua putaran yang selesai bila pada tahun itu tidak ada putaran. Angka sebagian putaran pun tampak sebagai selisih; lihat pokoknya.
-- description_en: Every published number of villages of the nation beside the sum of the targets of rounds: those of its years, or all closed ones where no round is of its year. The figure of a part of a round differs too; see its subject.
-- param: programme text desmigratif — id of a programme
-- param_id: programme — kunci program
-- expect: columns id, subject, period, as_of, status, claimed_villages, round_villages, rounds, basis, difference, stated_by, source, note
-- expect: rows 14
-- expect: first {"id": "C063", "subject": "Desmigratif since 2017 (cumulative)", "period": "2017-2022", "as_of": "2022-08-11", "status": "realised", "claimed_villages": 503, "round_villages": 400, "rounds": 3, "basis": "rounds of the period", "difference": 103}
WITH claimed AS (
    SELECT *, TRY_CAST(substr(period, 1, 4) AS INT) AS year_first,
           TRY_CAST(CASE WHEN length(period) >= 9 THEN substr(period, 6, 4) ELSE substr(period, 1, 4) END AS INT) AS year_last
    FROM claims
    WHERE programme = $programme AND unit = 'desa' AND area_code IS NULL AND value IS NOT NULL
),
matched AS (
    SELECT c.id, sum(r.target_n) AS villages, count(r.id) AS rounds
    FROM claimed c JOIN rounds r ON r.programme = c.programme AND r.status = 'closed'
                                AND r.year BETWEEN c.year_first AND c.year_last
    GROUP BY c.id
),
every AS (
    SELECT sum(target_n) AS villages, count(*) AS rounds, min(year) AS year_first, max(year) AS year_last
    FROM rounds WHERE programme = $programme AND status = 'closed'
)
SELECT c.id, c.subject, c.period, c.as_of, c.status, c.value AS claimed_villages,
       coalesce(m.villages, e.villages) AS round_villages, coalesce(m.rounds, e.rounds) AS rounds,
       CASE WHEN m.id IS NULL THEN 'all closed rounds' ELSE 'rounds of the period' END AS basis,
       c.value - coalesce(m.villages, e.villages) AS difference, c.stated_by, c.source, c.note
FROM claimed c LEFT JOIN matched m ON m.id = c.id CROSS JOIN every e
ORDER BY abs(c.value - coalesce(m.villages, e.villages)) DESC NULLS LAST, c.id
