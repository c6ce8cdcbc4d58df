-- title_id: Hitung ulang peringkat
-- title_en: Recompute a ranking
-- description_id: Jumlah berbobot atas dua kriteria dengan patokan tetap: kebutuhan dan kemiskinan. Desa dengan nilai hilang tidak diberi skor.
-- description_en: The weighted sum of two criteria over fixed goalposts: need and poverty. Villages with a missing value get no score.
-- param: w_pmi number 0.5 — weight of migrant workers per 1,000 residents
-- param: pmi_max number 120 — its upper goalpost; the lower one is 0
-- param: w_poverty number 0.5 — weight of the poverty rate
-- param: poverty_max number 35 — its upper goalpost; the lower one is 2
-- param: n integer 100 — how many villages
WITH normalised AS (
    SELECT code, name, regency_code, pmi_per_1000, poverty_pct,
           greatest(0.0, least(1.0, pmi_per_1000 / $pmi_max)) AS pmi_part,
           greatest(0.0, least(1.0, (poverty_pct - 2.0) / ($poverty_max - 2.0))) AS poverty_part
    FROM village_indicators
    WHERE kind = 'desa' AND NOT designated AND pmi_per_1000 IS NOT NULL AND poverty_pct IS NOT NULL
),
scored AS (
    SELECT *, ($w_pmi * pmi_part + $w_poverty * poverty_part) / ($w_pmi + $w_poverty) AS score FROM normalised
)
SELECT rank() OVER (ORDER BY score DESC) AS rank, code, name, regency_code, score,
       pmi_per_1000, poverty_pct, pmi_part, poverty_part
FROM scored
ORDER BY rank, code
LIMIT $n
