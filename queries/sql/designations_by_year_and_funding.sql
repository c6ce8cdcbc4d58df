-- title_id: Penetapan menurut tahun dan pendanaan
-- title_en: Designations by year and funding
-- description_id: Berapa desa ditetapkan setiap tahun dan siapa yang mendanai.
-- description_en: How many villages were designated each year, and who paid.
-- param: programme text null — id of a programme; all when not given
SELECT programme, year, funding, count(DISTINCT village_code) AS villages
FROM designations
WHERE $programme IS NULL OR programme = $programme
GROUP BY programme, year, funding
ORDER BY programme, year NULLS LAST, funding
