-- title_id: Nilai yang hilang per kabupaten/kota
-- title_en: Missing values by regency
-- description_id: Berapa desa di setiap kabupaten/kota tidak mempunyai batas, titik, kebutuhan, atau angka kemiskinan (tahun mana pun).
-- description_en: How many villages of each regency lack a boundary, a point, a need or a poverty figure (of any year).
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns code, name, villages, without_boundary, without_point, without_need, without_poverty
-- expect: rows 514
-- expect: first {"code": "11.01", "name": "Kabupaten Aceh Selatan", "villages": 260, "without_boundary": 0, "without_point": 0, "without_need": 0, "without_poverty": 0}
WITH places AS (
    SELECT regency_code, count(*) AS villages, count(*) FILTER (WHERE geometry IS NULL) AS without_boundary,
           count(*) FILTER (WHERE lon IS NULL) AS without_point
    FROM villages WHERE $province IS NULL OR province_code = $province GROUP BY regency_code
),
figures AS (
    SELECT regency_code, count(*) FILTER (WHERE pmi_placed IS NULL) AS without_need,
           count(*) FILTER (WHERE poverty_pct IS NULL) AS without_poverty
    FROM village_indicators WHERE $province IS NULL OR province_code = $province GROUP BY regency_code
)
SELECT r.code, r.name, p.villages, p.without_boundary, p.without_point, f.without_need, f.without_poverty
FROM regencies r JOIN places p ON p.regency_code = r.code JOIN figures f ON f.regency_code = r.code
ORDER BY f.without_need + f.without_poverty + p.without_boundary DESC, r.code
