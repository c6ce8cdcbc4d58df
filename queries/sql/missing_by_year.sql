-- title_id: Nilai yang hilang menurut kabupaten/kota dan tahun
-- title_en: Missing values by regency and year
-- description_id: Untuk satu indikator dan setiap tahun yang punya angka di mana pun: di berapa wilayah kabupaten/kota itu angkanya ada. Wilayah dihitung pada tingkat indikator: kabupaten/kota itu sendiri atau desa-desanya. Angka sebagian tahun, imputasi, dan rata-rata beberapa tahun tidak dihitung sebagai ada, tetapi disebutkan.
-- description_en: For one indicator and every year that has a figure anywhere: for how many areas of the regency it is there. Areas are those of the indicator's level: the regency itself or its villages. What is of a part of a year, imputed or a mean of several years does not count as there and is listed beside it.
-- param: indicator text pmi_placed — id of an indicator of regencies or villages
-- param_id: indicator — kunci indikator tingkat kabupaten/kota atau desa
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- param: n integer 10000 — how many rows
-- param_id: n — jumlah baris
-- expect: columns code, name, year, areas, with_value, with_other_figure, missing
-- expect: given indicator=idm
-- expect: rows 514
-- expect: first {"code": "33.74", "name": "Kota Semarang", "year": 2024, "areas": 177, "with_value": 0, "with_other_figure": 0, "missing": 177}
WITH asked AS (
    SELECT id, level FROM indicators WHERE id = $indicator AND level IN ('regency', 'village')
),
figures AS (
    SELECT substr(v.area_code, 1, 5) AS regency_code, v.area_code, v.year,
           bool_or(v.value IS NOT NULL AND v.status IN ('observed', 'modelled')) AS known,
           bool_or(v.value IS NOT NULL AND v.status IN ('partial', 'imputed', 'averaged')) AS other
    FROM indicator_values v JOIN asked a ON a.id = v.indicator
    WHERE length(v.area_code) = CASE a.level WHEN 'village' THEN 13 ELSE 5 END
    GROUP BY v.area_code, v.year
),
years AS (SELECT DISTINCT year FROM figures WHERE known OR other),
counted AS (
    SELECT regency_code, year, count(*) FILTER (WHERE known) AS known, count(*) FILTER (WHERE other AND NOT known) AS other
    FROM figures GROUP BY regency_code, year
),
areas AS (
    SELECT r.code, r.name, CASE a.level WHEN 'village' THEN v.villages ELSE 1 END AS areas
    FROM regencies r CROSS JOIN asked a
    JOIN (SELECT regency_code, count(*) AS villages FROM villages GROUP BY regency_code) v ON v.regency_code = r.code
    WHERE $province IS NULL OR r.province_code = $province
)
SELECT a.code, a.name, y.year, a.areas, coalesce(c.known, 0) AS with_value,
       coalesce(c.other, 0) AS with_other_figure, a.areas - coalesce(c.known, 0) AS missing
FROM areas a CROSS JOIN years y
LEFT JOIN counted c ON c.regency_code = a.code AND c.year = y.year
ORDER BY y.year DESC, missing DESC, a.code
LIMIT $n
