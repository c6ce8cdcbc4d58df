-- title_id: Kurva Lorenz penetapan terhadap kebutuhan
-- title_en: Lorenz curve of designations over need
-- description_id: Titik kurva: kabupaten/kota dari yang paling sedikit desa ditetapkan per pekerja migran, dengan bagian kumulatif kebutuhan dan penetapan. Kebutuhan terbaru tiap wilayah; tahunnya disebutkan dan dapat berbeda. Tanpa kebutuhan tidak ikut.
-- description_en: The points of the curve: regencies from the fewest designated villages per migrant worker, with cumulative shares of need and designations. The latest need of each area, whose year is given and may differ. Where need is not known, the regency is left out.
-- param: province text null — code of a province; the whole country when not given
-- param_id: province — kode provinsi; seluruh negeri bila kosong
-- expect: columns point, code, name, need_per_year, need_year, need_status, designated, cumulative_need_share, cumulative_designated_share
-- expect: rows 514
-- expect: first {"point": 1, "code": "11.01", "name": "Kabupaten Aceh Selatan", "need_per_year": 27, "need_year": 2023, "need_status": "modelled", "designated": 0, "cumulative_need_share": 9.8e-05, "cumulative_designated_share": 0}
WITH known AS (
    SELECT code, name, need, need_year, status, designated,
           CASE WHEN need > 0 THEN designated / need ELSE 1e300 END AS per_need
    FROM coverage_by_regency
    WHERE need IS NOT NULL AND ($province IS NULL OR province_code = $province)
)
SELECT row_number() OVER (ORDER BY per_need, code) AS point, code, name, need AS need_per_year, need_year,
       status AS need_status, designated,
       round(sum(need) OVER (ORDER BY per_need, code ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
             / nullif(sum(need) OVER (), 0.0), 6) AS cumulative_need_share,
       round(sum(designated) OVER (ORDER BY per_need, code ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) * 1.0
             / nullif(sum(designated) OVER (), 0), 6) AS cumulative_designated_share
FROM known
ORDER BY point
