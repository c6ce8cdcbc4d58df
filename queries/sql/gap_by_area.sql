-- title_id: Kesenjangan terhadap pembagian sebanding
-- title_en: Gap against a proportional allocation
-- description_id: Bagian desa ditetapkan yang sebanding dengan kebutuhan, dikurangi yang sudah ditetapkan: positif berarti kurang. Tanpa angka kebutuhan, kesenjangan kosong. Tahun kebutuhan berbeda antarwilayah.
-- description_en: The share of designated villages in proportion to need, less those designated: above zero is too few. No gap where need is not known. Years of need differ between areas.
-- param: level text province — province or regency
-- param_id: level — province (provinsi) atau regency (kabupaten/kota)
-- choices: level province, regency
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns rank, code, name, villages, designated, need_per_year, need_year, need_status, parts_without_need, expected, gap
-- expect: rows 38
-- expect: first {"rank": 1, "code": "52", "name": "Nusa Tenggara Barat", "villages": 1166, "designated": 0, "need_per_year": 33949, "need_year": 2023, "need_status": "modelled", "parts_without_need": 0, "expected": 0.74, "gap": 0.74}
WITH areas AS (
    SELECT 'province' AS level, code, name, code AS province_code, villages, designated, need, need_year, status,
           expected, gap, rank, parts, parts_with_need
    FROM coverage_by_province
    UNION ALL
    SELECT 'regency', code, name, province_code, villages, designated, need, need_year, status,
           expected, gap, rank, parts, parts_with_need
    FROM coverage_by_regency
)
SELECT rank, code, name, villages, designated, need AS need_per_year, need_year, status AS need_status,
       parts - parts_with_need AS parts_without_need, round(expected, 2) AS expected, round(gap, 2) AS gap
FROM areas
WHERE level = $level AND ($province IS NULL OR province_code = $province)
ORDER BY rank NULLS LAST, code
