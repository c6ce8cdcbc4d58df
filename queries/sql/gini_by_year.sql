-- title_id: Pemerataan penetapan menurut tahun (Gini)
-- title_en: Evenness of designations by year (Gini)
-- description_id: Untuk setiap tahun: Gini berbobot kebutuhan dan indeks Hoover atas kabupaten/kota yang angka kebutuhannya untuk tahun itu ada. 0 berarti sebanding dengan kebutuhan. Desa ditetapkan sampai tahun itu dihitung; yang tanpa tahun selalu dihitung. Kabupaten/kota tanpa angka tahun itu tidak ikut.
-- description_en: For every year: need-weighted Gini and Hoover index over the regencies that have a figure of need of that very year. 0 is in proportion to need. Villages designated up to the year count, those without a year always. Regencies without a figure of the year are left out.
-- param: province text null — code of a province; the whole country when not given
-- param_id: province — kode provinsi; seluruh negeri bila kosong
-- expect: columns year, regencies, need_per_year, designated, of_them_without_year, gini, hoover
-- expect: rows 1
-- expect: first {"year": 2023, "regencies": 514, "need_per_year": 274965, "designated": 6, "of_them_without_year": 4, "gini": 0.955685, "hoover": 0.906294}
WITH stated AS (
    SELECT area_code, year, value,
           row_number() OVER (PARTITION BY area_code, year
                              ORDER BY CASE status WHEN 'observed' THEN 0 ELSE 1 END, source_rank NULLS LAST, source) AS nth
    FROM indicator_values
    WHERE indicator = 'pmi_placed' AND length(area_code) = 5 AND value IS NOT NULL AND status IN ('observed', 'modelled')
      AND ($province IS NULL OR starts_with(area_code, concat($province, '.')))
),
need AS (SELECT area_code, year, value AS need FROM stated WHERE nth = 1),
made AS (SELECT village_code, substr(village_code, 1, 5) AS area_code, CASE WHEN count(year) < count(*) THEN NULL ELSE min(year) END AS year
         FROM designations GROUP BY village_code),
counted AS (
    SELECT n.area_code, n.year, n.need, count(m.village_code) AS designated,
           count(*) FILTER (WHERE m.village_code IS NOT NULL AND m.year IS NULL) AS undated
    FROM need n LEFT JOIN made m ON m.area_code = n.area_code AND (m.year IS NULL OR m.year <= n.year)
    GROUP BY n.area_code, n.year, n.need
),
-- Fewest designations per need first; an area without need last.
cumulated AS (
    SELECT *, sum(designated) OVER (PARTITION BY year ORDER BY CASE WHEN need > 0 THEN designated / need ELSE 1e300 END, area_code
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS cumulated,
           sum(need) OVER (PARTITION BY year) AS all_need, sum(designated) OVER (PARTITION BY year) AS all_designated
    FROM counted
)
SELECT year, count(*) AS regencies, sum(need) AS need_per_year, sum(designated) AS designated, sum(undated) AS of_them_without_year,
       round(1.0 - sum(need / nullif(all_need, 0.0) * (2.0 * cumulated - designated) / nullif(all_designated, 0)), 6) AS gini,
       round(sum(abs(designated * 1.0 / nullif(all_designated, 0) - need / nullif(all_need, 0.0))) / 2.0, 6) AS hoover
FROM cumulated
GROUP BY year
ORDER BY year DESC
