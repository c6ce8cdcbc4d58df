-- Need, designated villages and the gap, one row a regency.
-- need: migrants placed in the latest year that is known of the area (need_year); NULL where no figure is known.
-- expected: the national number of designated villages, shared out in proportion to need.
-- gap: expected - designated; rank 1 has the largest gap, equal gaps share a rank.
WITH figures AS (
    SELECT area_code, value, year, status,
           row_number() OVER (PARTITION BY area_code ORDER BY year DESC) AS nth
    FROM indicator_values
    WHERE indicator = 'pmi_placed' AND value IS NOT NULL
),
known AS (
    SELECT area_code, value, year, status FROM figures WHERE nth = 1
),
from_villages AS (
    SELECT substr(area_code, 1, 5) AS code, sum(value) AS need, max(year) AS need_year,
           CASE WHEN count(DISTINCT status) = 1 THEN min(status) ELSE 'mixed' END AS status
    FROM known WHERE length(area_code) = 13 GROUP BY 1
),
need AS (
    SELECT r.code, coalesce(k.value, f.need) AS need, coalesce(k.year, f.need_year) AS need_year, coalesce(k.status, f.status) AS status
    FROM regencies r
    LEFT JOIN known k ON k.area_code = r.code
    LEFT JOIN from_villages f ON f.code = r.code
),
counted AS (
    SELECT regency_code AS code, count(*) AS villages, count(*) FILTER (WHERE designated) AS designated
    FROM village_indicators GROUP BY regency_code
),
offices AS (
    SELECT substr(area_code, 1, 5) AS code, count(*) AS ltsa
    FROM ltsa_offices
    WHERE status = 'operating' AND length(area_code) >= 5
    GROUP BY 1
),
total AS (
    SELECT (SELECT sum(need) FROM need) AS need,
           (SELECT count(*) FROM village_indicators WHERE designated) AS designated
),
measured AS (
    SELECT a.code, a.name, a.province_code,
           coalesce(c.villages, 0) AS villages,
           coalesce(c.designated, 0) AS designated,
           n.need, n.need_year,
           CASE WHEN n.need > 0 THEN 1000.0 * coalesce(c.designated, 0) / n.need END AS per_1000,
           CASE WHEN t.need > 0 THEN t.designated * n.need / t.need END AS expected,
           coalesce(o.ltsa, 0) AS ltsa,
           coalesce(n.status, 'missing') AS status
    FROM regencies a
    CROSS JOIN total t
    LEFT JOIN counted c ON c.code = a.code
    LEFT JOIN need n ON n.code = a.code
    LEFT JOIN offices o ON o.code = a.code
)
SELECT code, name, province_code,
       villages, designated, need, need_year, per_1000, expected,
       expected - designated AS gap,
       CASE WHEN expected IS NOT NULL
            THEN CAST(rank() OVER (ORDER BY expected - designated DESC NULLS LAST) AS BIGINT)
       END AS rank,
       ltsa, status
FROM measured
ORDER BY code
