-- title_id: Angka yang diumumkan dan daftar sendiri
-- title_en: Published figures beside the register
-- description_id: Setiap angka yang diumumkan; bila menyatakan jumlah desa, di samping jumlah desa yang tercatat di sini untuk program dan wilayah itu, semua tahun. Untuk ukuran lain tidak ada bandingannya.
-- description_en: Every published figure; where it counts villages, beside the number of villages that the register here holds for the programme and area, of all years. Other measures have nothing to be held against.
-- expect: columns id, programme, metric, subject, area_code, period, as_of, claimed, unit, registered_villages, status, stated_by, source
-- expect: rows 29
-- expect: first {"id": "C010", "programme": "desmigratif", "metric": "n_desk_tambahan", "subject": "Additional desks per LTSA", "area_code": null, "period": "2021", "as_of": "2021-02-19", "claimed": 1, "unit": "desks", "registered_villages": null, "status": "stated"}
WITH register AS (
    SELECT programme, count(DISTINCT village_code) AS villages FROM designations GROUP BY programme
),
register_by_area AS (
    SELECT d.programme, a.area_code, count(DISTINCT d.village_code) AS villages
    FROM (SELECT DISTINCT programme, area_code FROM claims WHERE area_code IS NOT NULL) a
    JOIN designations d ON d.programme = a.programme AND starts_with(d.village_code, a.area_code)
    GROUP BY d.programme, a.area_code
)
SELECT c.id, c.programme, c.metric, c.subject, c.area_code, c.period, c.as_of, c.value AS claimed, c.unit,
       CASE WHEN c.programme IS NULL OR c.unit IS NULL OR c.unit <> 'desa' THEN NULL
            WHEN c.area_code IS NULL THEN coalesce(r.villages, 0) ELSE coalesce(b.villages, 0) END AS registered_villages,
       c.status, c.stated_by, c.source
FROM claims c
LEFT JOIN register r ON r.programme = c.programme
LEFT JOIN register_by_area b ON b.programme = c.programme AND b.area_code = c.area_code
ORDER BY c.programme, c.metric, c.as_of NULLS LAST, c.id
