-- title_id: Terpilih dengan dua bobot
-- title_en: Chosen under two weights
-- description_id: Desa yang masuk n teratas bila bobot kemiskinan A atau B (sisanya bobot kebutuhan), dengan peringkat pada keduanya: siapa yang masuk, siapa yang keluar. Jumlah berbobot dengan patokan tetap; angka terbaru, tahunnya dapat berbeda. Desa dengan nilai hilang tidak diberi skor.
-- description_en: Villages among the first n with weight A or B on poverty (the rest on need), and their ranks under both: who comes in, who drops out. A weighted sum over fixed goalposts; latest figures, whose years may differ. Villages with a missing value get no score.
-- param: w_poverty_a number 0.2 — weight of the poverty rate, first
-- param_id: w_poverty_a — bobot angka kemiskinan, yang pertama
-- param: w_poverty_b number 0.12 — weight of the poverty rate, second
-- param_id: w_poverty_b — bobot angka kemiskinan, yang kedua
-- param: pmi_max number 120 — upper goalpost of migrant workers per 1,000 residents; the lower one is 0
-- param_id: pmi_max — patokan atas pekerja migran per 1.000 penduduk; patokan bawah 0
-- param: poverty_max number 35 — upper goalpost of the poverty rate; the lower one is 2
-- param_id: poverty_max — patokan atas angka kemiskinan; patokan bawah 2
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- param: n integer 50 — how many villages are chosen
-- param_id: n — berapa desa yang dipilih
-- expect: columns code, name, regency_code, pmi_per_1000, poverty_pct, score_a, rank_a, chosen_a, score_b, rank_b, chosen_b, places_gained
-- expect: rows 63
-- expect: first {"code": "18.07.06.2002", "name": "Buana Sakti", "regency_code": "18.07", "pmi_per_1000": 10.848720765943572, "poverty_pct": 39.51947071776505, "score_a": 0.272324805106, "rank_a": 20, "chosen_a": true, "score_b": 0.199557285617, "rank_b": 66, "chosen_b": false, "places_gained": -46}
WITH normalised AS (
    SELECT code, name, regency_code, pmi_per_1000, poverty_pct,
           greatest(0.0, least(1.0, pmi_per_1000 / $pmi_max)) AS pmi_part,
           greatest(0.0, least(1.0, (poverty_pct - 2.0) / ($poverty_max - 2.0))) AS poverty_part
    FROM village_indicators
    WHERE kind = 'desa' AND NOT designated AND pmi_per_1000 IS NOT NULL AND poverty_pct IS NOT NULL
      AND ($province IS NULL OR province_code = $province)
),
scored AS (
    SELECT *, round((1.0 - $w_poverty_a) * pmi_part + $w_poverty_a * poverty_part, 12) AS score_a,
           round((1.0 - $w_poverty_b) * pmi_part + $w_poverty_b * poverty_part, 12) AS score_b
    FROM normalised
),
-- Ranks share ties; who is chosen among equals is settled by more migrant workers, then by code.
ranked AS (
    SELECT *, rank() OVER (ORDER BY score_a DESC) AS rank_a, rank() OVER (ORDER BY score_b DESC) AS rank_b,
           row_number() OVER (ORDER BY score_a DESC, pmi_per_1000 DESC, code) <= $n AS chosen_a,
           row_number() OVER (ORDER BY score_b DESC, pmi_per_1000 DESC, code) <= $n AS chosen_b
    FROM scored
)
SELECT code, name, regency_code, pmi_per_1000, poverty_pct, score_a, rank_a, chosen_a, score_b, rank_b, chosen_b,
       CAST(rank_a AS BIGINT) - CAST(rank_b AS BIGINT) AS places_gained
FROM ranked
WHERE chosen_a OR chosen_b
ORDER BY chosen_a = chosen_b, rank_a, code
