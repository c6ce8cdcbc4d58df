-- title_id: Hitung ulang peringkat
-- title_en: Recompute a ranking
-- description_id: Jumlah berbobot atas dua kriteria dengan patokan tetap: kebutuhan dan kemiskinan. Angka terbaru, tahunnya dapat berbeda antarwilayah. Desa dengan nilai hilang tidak diberi skor.
-- description_en: The weighted sum of two criteria over fixed goalposts: need and poverty. Latest figures, whose years may differ between areas. Villages with a missing value get no score.
-- param: w_pmi number 0.5 — weight of migrant workers per 1,000 residents
-- param_id: w_pmi — bobot pekerja migran per 1.000 penduduk
-- param: pmi_max number 120 — its upper goalpost; the lower one is 0
-- param_id: pmi_max — patokan atasnya; patokan bawah 0
-- param: w_poverty number 0.5 — weight of the poverty rate
-- param_id: w_poverty — bobot angka kemiskinan
-- param: poverty_max number 35 — its upper goalpost; the lower one is 2
-- param_id: poverty_max — patokan atasnya; patokan bawah 2
-- param: n integer 100 — how many villages
-- param_id: n — jumlah desa
-- expect: columns rank, code, name, regency_code, score, pmi_per_1000, poverty_pct, pmi_part, poverty_part
-- expect: rows 100
-- expect: first {"rank": 1, "code": "18.07.17.2003", "name": "Tebing", "regency_code": "18.07", "score": 0.5731844022124278, "pmi_per_1000": 17.56425653098267, "poverty_pct": 47.11624072725626}
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
