-- title_id: Desa yang belum terlayani
-- title_en: Underserved villages
-- description_id: Desa yang belum ditetapkan di kabupaten dengan kesenjangan positif, menurut pekerja migran per 1.000 penduduk (angka terbaru, tahunnya dapat berbeda).
-- description_en: Villages not yet designated, in regencies with a positive gap, by migrant workers per 1,000 residents (latest figures, whose years may differ).
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- param: n integer 100 — how many villages
-- param_id: n — jumlah desa
-- expect: columns code, name, regency_code, regency_name, lon, lat, pmi_per_1000, poverty_pct, regency_gap
-- expect: rows 100
-- expect: first {"code": "51.08.07.2010", "name": "Sinabun", "regency_code": "51.08", "regency_name": "Kabupaten Buleleng", "pmi_per_1000": 50.24361365357787, "poverty_pct": 4.728695772746958, "regency_gap": 0.1}
SELECT v.code, v.name, v.regency_code, r.name AS regency_name, v.lon, v.lat,
       v.pmi_per_1000, v.poverty_pct, round(r.gap, 1) AS regency_gap
FROM village_indicators v
JOIN coverage_by_regency r ON r.code = v.regency_code
WHERE NOT v.designated AND v.kind = 'desa' AND r.gap > 0
  AND ($province IS NULL OR v.province_code = $province)
ORDER BY v.pmi_per_1000 DESC NULLS LAST, v.poverty_pct DESC NULLS LAST, v.code
LIMIT $n
