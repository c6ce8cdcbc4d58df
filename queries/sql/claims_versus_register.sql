-- title_id: Angka yang diumumkan dan daftar sendiri
-- title_en: Published figures beside the register
-- description_id: Setiap angka yang diumumkan di samping jumlah desa yang tercatat di sini.
-- description_en: Every published figure beside the number of villages that the register here holds.
WITH register AS (
    SELECT programme, count(DISTINCT village_code) AS villages FROM designations GROUP BY programme
),
register_by_area AS (
    SELECT d.programme, a.area_code, count(DISTINCT d.village_code) AS villages
    FROM (SELECT DISTINCT programme, area_code FROM claims WHERE area_code IS NOT NULL) a
    JOIN designations d ON d.programme = a.programme AND starts_with(d.village_code, a.area_code)
    GROUP BY d.programme, a.area_code
)
SELECT c.id, c.programme, c.metric, c.subject, c.area_code, c.as_of, c.value AS claimed, c.unit,
       CASE WHEN c.programme IS NULL THEN NULL WHEN c.area_code IS NULL THEN r.villages ELSE coalesce(b.villages, 0) END AS registered_villages,
       c.stated_by, c.source
FROM claims c
LEFT JOIN register r ON r.programme = c.programme
LEFT JOIN register_by_area b ON b.programme = c.programme AND b.area_code = c.area_code
ORDER BY c.programme, c.metric, c.as_of NULLS LAST, c.id
