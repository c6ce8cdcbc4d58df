-- title_id: Penetapan menurut tahun dan pendanaan
-- title_en: Designations by year and funding
-- description_id: Berapa desa ditetapkan setiap tahun dan siapa yang mendanai.
-- description_en: How many villages were designated each year, and who paid.
-- param: programme text null — id of a programme; all when not given
-- param_id: programme — kunci program; semua bila kosong
-- expect: columns programme, year, funding, villages
-- expect: rows 2
-- expect: first {"programme": "desmigratif", "year": 2016, "funding": "UNKNOWN", "villages": 2}
SELECT programme, year, funding, count(DISTINCT village_code) AS villages
FROM designations
WHERE $programme IS NULL OR programme = $programme
GROUP BY programme, year, funding
ORDER BY programme, year NULLS LAST, funding
