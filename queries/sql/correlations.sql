-- title_id: Korelasi kriteria antarwilayah
-- title_en: Correlations of criteria over areas
-- description_id: Pasangan indikator kabupaten/kota atau desa dengan |r| (Pearson) di atas batas: keduanya mengukur hal yang hampir sama dan akan terhitung ganda. Tiap indikator memakai satu tahun saja: tahun dengan angka terbanyak, yang terbaru di antaranya; tahunnya disebutkan.
-- description_en: Pairs of indicators of regencies or villages whose |r| (Pearson) is above a bound: they measure nearly the same and would count twice. Each indicator is taken of one year only: that with most figures, the latest of such; it is given.
-- param: level text regency — which areas
-- param_id: level — wilayah mana
-- choices: level regency, village
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- param: above number 0.8 — only pairs with |r| above this
-- param_id: above — hanya pasangan dengan |r| di atas ini
-- param: areas integer 30 — only pairs known in so many areas or more
-- param_id: areas — hanya pasangan yang diketahui di sekian wilayah atau lebih
-- expect: columns indicator_a, name_id_a, name_en_a, year_a, indicator_b, name_id_b, name_en_b, year_b, areas, r
-- expect: given above=0.5
-- expect: rows 6
-- expect: first {"indicator_a": "expenditure_per_capita_k", "year_a": 2024, "indicator_b": "mean_years_schooling", "year_b": 2024, "areas": 514, "r": 0.6841}
-- expect: given level=village
-- expect: given province=52
-- expect: rows 4
-- expect: first {"indicator_a": "idm", "year_a": 2024, "indicator_b": "iks", "year_b": 2024, "areas": 1018, "r": 0.8957}
WITH stated AS (
    -- Of several sources for one area and year, the one that speaks first.
    SELECT indicator, area_code, year,
           first_value(value ORDER BY CASE status WHEN 'observed' THEN 0 ELSE 1 END, source_rank NULLS LAST, source) AS value
    FROM indicator_values
    WHERE value IS NOT NULL AND status IN ('observed', 'modelled')
      AND length(area_code) = CASE $level WHEN 'village' THEN 13 ELSE 5 END
      AND ($province IS NULL OR starts_with(area_code, concat($province, '.')))
    GROUP BY indicator, area_code, year
),
years AS (
    SELECT indicator, year, mean, spread
    FROM (SELECT indicator, year, avg(value) AS mean, nullif(stddev_pop(value), 0.0) AS spread,
                 row_number() OVER (PARTITION BY indicator ORDER BY count(*) DESC, year DESC) AS nth
          FROM stated GROUP BY indicator, year) counted
    WHERE nth = 1
),
-- In units of the indicator's own spread, so that no sum of squares loses its digits.
figures AS (
    SELECT s.indicator, s.area_code, s.year, (s.value - y.mean) / y.spread AS value
    FROM stated s JOIN years y ON y.indicator = s.indicator AND y.year = s.year
    WHERE y.spread IS NOT NULL
),
sums AS (
    SELECT a.indicator AS indicator_a, a.year AS year_a, b.indicator AS indicator_b, b.year AS year_b,
           CAST(count(*) AS DOUBLE) AS n, sum(a.value) AS x, sum(b.value) AS y, sum(a.value * b.value) AS xy,
           sum(a.value * a.value) AS xx, sum(b.value * b.value) AS yy
    FROM figures a JOIN figures b ON b.area_code = a.area_code AND b.indicator > a.indicator
    GROUP BY a.indicator, a.year, b.indicator, b.year
),
-- A criterion that is the same everywhere has no correlation.
pairs AS (
    SELECT *, CASE WHEN n * xx - x * x > 1e-9 AND n * yy - y * y > 1e-9
                   THEN (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y)) END AS pearson
    FROM sums
)
SELECT p.indicator_a, i.name_id AS name_id_a, i.name_en AS name_en_a, p.year_a,
       p.indicator_b, k.name_id AS name_id_b, k.name_en AS name_en_b, p.year_b,
       CAST(p.n AS BIGINT) AS areas, round(p.pearson, 4) AS r
FROM pairs p JOIN indicators i ON i.id = p.indicator_a JOIN indicators k ON k.id = p.indicator_b
WHERE p.n >= $areas AND abs(p.pearson) > $above
ORDER BY abs(p.pearson) DESC, p.indicator_a, p.indicator_b
