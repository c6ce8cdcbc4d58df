-- title_id: Nilai yang hilang per kabupaten/kota
-- title_en: Missing values by regency
-- description_id: Berapa desa di setiap kabupaten/kota tidak mempunyai batas, titik, kebutuhan, atau angka kemiskinan.
-- description_en: How many villages of each regency lack a boundary, a point, a need or a poverty figure.
-- param: province text null — code of a province; all when not given
SELECT r.code, r.name, count(*) AS villages,
       count(*) FILTER (WHERE v.geometry IS NULL) AS without_boundary,
       count(*) FILTER (WHERE v.lon IS NULL) AS without_point,
       count(*) FILTER (WHERE i.pmi_placed IS NULL) AS without_need,
       count(*) FILTER (WHERE i.poverty_pct IS NULL) AS without_poverty
FROM regencies r
JOIN villages v ON v.regency_code = r.code
JOIN village_indicators i ON i.code = v.code
WHERE $province IS NULL OR r.province_code = $province
GROUP BY r.code, r.name
ORDER BY without_need + without_poverty + without_boundary DESC, r.code
