-- title_id: Luas resmi dan luas poligon
-- title_en: Official areas against polygons
-- description_id: Kabupaten/kota yang luas resminya berbeda dari luas geodesik poligonnya lebih dari batas (persen), di samping jumlah luas desa-desanya. Luas desa yang tidak diketahui tidak terhitung; jumlahnya disebutkan.
-- description_en: Regencies whose official area differs from the geodesic area of their polygon by more than a bound (percent), beside the sum of their villages' areas. Villages of unknown area are not in the sum; how many is given.
-- param: pct number 5 — only differences larger than this many percent
-- param_id: pct — hanya selisih yang lebih besar dari sekian persen
-- param: province text null — code of a province; all when not given
-- param_id: province — kode provinsi; semua bila kosong
-- expect: columns code, name, official_km2, polygon_km2, difference_pct, villages_km2, villages_without_area
-- expect: rows 52
-- expect: first {"code": "81.71", "name": "Kota Ambon", "official_km2": 236.71, "polygon_km2": 536.04, "difference_pct": 126.45, "villages_km2": 536.04, "villages_without_area": 0}
WITH summed AS (
    SELECT regency_code, sum(area_km2) AS area_km2, count(*) - count(area_km2) AS unknown FROM villages GROUP BY regency_code
),
measured AS (
    SELECT r.code, r.name, r.area_km2 AS official_km2, ST_Area(r.geometry, true) / 1e6 AS polygon_km2,
           s.area_km2 AS villages_km2, s.unknown AS villages_without_area
    FROM regencies r JOIN summed s ON s.regency_code = r.code
    WHERE $province IS NULL OR r.province_code = $province
),
compared AS (
    SELECT *, 100.0 * (polygon_km2 - official_km2) / nullif(official_km2, 0.0) AS pct FROM measured
)
SELECT code, name, round(official_km2, 2) AS official_km2, round(polygon_km2, 2) AS polygon_km2,
       round(pct, 2) AS difference_pct,
       round(villages_km2, 2) AS villages_km2, villages_without_area
FROM compared
WHERE abs(pct) > $pct
ORDER BY abs(pct) DESC, code
