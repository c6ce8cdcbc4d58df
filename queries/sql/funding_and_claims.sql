-- title_id: Pendanaan menurut daftar dan menurut pernyataan
-- title_en: Funding by the register and by claims
-- description_id: Desa ditetapkan menurut sumber dana dan kabupaten/kota, di samping pernyataan yang menyebut sumber dana. Pernyataan bukan desa dalam daftar: keduanya tidak boleh dijumlahkan.
-- description_en: Designated villages by who pays and by regency, beside the claims that say who pays. A claim is no village of the register: the two must not be added.
-- param: area text null — code of a province or regency; all when not given
-- param_id: area — kode provinsi atau kabupaten/kota; semua bila kosong
-- expect: columns basis, programme, funding, area_code, area_name, villages, year_first, year_last, without_year, claim_id, source
-- expect: rows 4
-- expect: first {"basis": "claim", "programme": "desmigratif", "funding": "DANA_DESA", "area_code": "32.09", "area_name": "Kabupaten Cirebon", "villages": 10, "year_first": null, "year_last": null, "without_year": null, "claim_id": "C064"}
WITH areas AS (
    SELECT code, name FROM provinces UNION ALL SELECT code, name FROM regencies
),
stated AS (
    SELECT 'register' AS basis, d.programme, d.funding, v.regency_code AS area_code,
           CAST(count(DISTINCT d.village_code) AS DOUBLE) AS villages, min(d.year) AS year_first,
           max(d.year) AS year_last, count(*) FILTER (WHERE d.year IS NULL) AS without_year,
           NULL AS claim_id, NULL AS source
    FROM designations d JOIN villages v ON v.code = d.village_code
    GROUP BY d.programme, d.funding, v.regency_code
    UNION ALL
    SELECT 'claim', programme, funding, area_code, value, NULL, NULL, NULL, id, source
    FROM claims
    WHERE unit = 'desa' AND funding <> 'UNKNOWN'
)
SELECT s.basis, s.programme, s.funding, s.area_code, a.name AS area_name, s.villages, s.year_first, s.year_last,
       s.without_year, s.claim_id, s.source
FROM stated s LEFT JOIN areas a ON a.code = s.area_code
WHERE $area IS NULL OR s.area_code = $area OR starts_with(s.area_code, concat($area, '.'))
ORDER BY s.basis, s.programme, s.funding, s.area_code NULLS FIRST, s.claim_id
