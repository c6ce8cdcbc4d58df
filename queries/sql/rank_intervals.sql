-- title_id: Rentang peringkat bila nilai hilang
-- title_en: Rank intervals where values are missing
-- description_id: Peringkat terbaik dan terburuk yang mungkin bagi desa dengan kriteria yang hilang, bila nilai yang hilang dapat berada di mana pun antara patokan. Jumlah berbobot kebutuhan, kemiskinan, dan IDM (makin rendah makin didahulukan) dengan patokan tetap; angka terbaru, tahunnya dapat berbeda.
-- description_en: The best and the worst rank that a village with missing criteria can have, when what is missing may lie anywhere between the goalposts. A weighted sum of need, poverty and IDM (lower comes first) over fixed goalposts; latest figures, whose years may differ.
-- param: province text 52 — code of the candidates' province
-- param_id: province — kode provinsi calon
-- param: w_pmi number 0.4 — weight of migrant workers per 1,000 residents, goalposts 0 and 120
-- param_id: w_pmi — bobot pekerja migran per 1.000 penduduk, patokan 0 dan 120
-- param: w_poverty number 0.3 — weight of the poverty rate, goalposts 2 and 35
-- param_id: w_poverty — bobot angka kemiskinan, patokan 2 dan 35
-- param: w_idm number 0.3 — weight of the village development index, goalposts 0.4 and 0.9
-- param_id: w_idm — bobot Indeks Desa Membangun, patokan 0,4 dan 0,9
-- param: wider_than integer 10 — only intervals of more places than this
-- param_id: wider_than — hanya rentang yang lebih lebar dari sekian peringkat
-- param: n integer 1000 — how many villages
-- param_id: n — jumlah desa
-- expect: columns code, name, regency_code, pmi_per_1000, poverty_pct, idm, score_lowest, score_highest, rank_best, rank_worst, places
-- expect: rows 3
-- expect: first {"code": "52.03.14.2007", "name": "Wanasaba Lauk", "regency_code": "52.03", "pmi_per_1000": 22.656154424125628, "poverty_pct": 10.017377401370625, "idm": null, "score_lowest": 0.14840576385, "score_highest": 0.44840576385, "rank_best": 19, "rank_worst": 994, "places": 976}
WITH parts AS (
    SELECT code, name, regency_code, pmi_per_1000, poverty_pct, idm,
           greatest(0.0, least(1.0, pmi_per_1000 / 120.0)) AS pmi_part,
           greatest(0.0, least(1.0, (poverty_pct - 2.0) / 33.0)) AS poverty_part,
           greatest(0.0, least(1.0, (0.9 - idm) / 0.5)) AS idm_part
    FROM village_indicators
    WHERE kind = 'desa' AND NOT designated AND province_code = $province
),
-- greatest and least pass over NULL: what is missing must stay missing.
bounds AS (
    SELECT code, name, regency_code, pmi_per_1000, poverty_pct, idm,
           round(($w_pmi * CASE WHEN pmi_per_1000 IS NULL THEN 0.0 ELSE pmi_part END
                + $w_poverty * CASE WHEN poverty_pct IS NULL THEN 0.0 ELSE poverty_part END
                + $w_idm * CASE WHEN idm IS NULL THEN 0.0 ELSE idm_part END)
                / ($w_pmi + $w_poverty + $w_idm), 12) AS lowest,
           round(($w_pmi * CASE WHEN pmi_per_1000 IS NULL THEN 1.0 ELSE pmi_part END
                + $w_poverty * CASE WHEN poverty_pct IS NULL THEN 1.0 ELSE poverty_part END
                + $w_idm * CASE WHEN idm IS NULL THEN 1.0 ELSE idm_part END)
                / ($w_pmi + $w_poverty + $w_idm), 12) AS highest
    FROM parts
),
-- All bounds in one row each, from the highest: how many lowest (highest) scores lie above each of them.
scores AS (
    SELECT lowest AS score, 1 AS of_lowest, 0 AS of_highest FROM bounds
    UNION ALL SELECT highest, 0, 1 FROM bounds
),
at_score AS (SELECT score, sum(of_lowest) AS of_lowest, sum(of_highest) AS of_highest FROM scores GROUP BY score),
above AS (
    SELECT score, coalesce(sum(of_lowest) OVER (ORDER BY score DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS lowest_above,
           coalesce(sum(of_highest) OVER (ORDER BY score DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS highest_above
    FROM at_score
),
ranked AS (
    SELECT b.*, 1 + best.lowest_above AS rank_best,
           1 + worst.highest_above - CASE WHEN b.highest > b.lowest THEN 1 ELSE 0 END AS rank_worst
    FROM bounds b JOIN above best ON best.score = b.highest JOIN above worst ON worst.score = b.lowest
)
SELECT code, name, regency_code, pmi_per_1000, poverty_pct, idm, lowest AS score_lowest, highest AS score_highest,
       rank_best, rank_worst, rank_worst - rank_best + 1 AS places
FROM ranked
WHERE rank_worst - rank_best > $wider_than
ORDER BY places DESC, rank_best, code
LIMIT $n
