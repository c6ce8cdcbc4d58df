-- title_id: LTSA pada suatu tanggal
-- title_en: One-stop offices at a date
-- description_id: LTSA mana yang sudah beroperasi pada suatu tanggal. Bila yang diketahui hanya tahunnya ("2018 or earlier", "2015"), keadaan pada tanggal di luar yang pasti dibiarkan kosong.
-- description_en: Which offices were operating at a date. Where only a year is known ("2018 or earlier", "2015"), the state is left open for dates about which it says nothing.
-- param: date text 2018-06-30 — the date
-- param_id: date — tanggalnya
-- param: area text null — code of a province or regency; all when not given
-- param_id: area — kode provinsi atau kabupaten/kota; semua bila kosong
-- expect: columns id, area_code, name, since, status_now, date, status_at_date, lon, lat, location_basis, source
-- expect: rows 22
-- expect: first {"id": "ltsa-21", "area_code": "21", "name": "LTSA Provinsi Kepulauan Riau", "since": "2016", "status_now": "operating", "status_at_date": "operating"}
WITH asked AS (SELECT CAST(CAST($date AS DATE) AS VARCHAR) AS date),
known AS (
    SELECT *, CASE WHEN regexp_like(since, '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?( or earlier)?$') THEN since END AS opening
    FROM ltsa_offices
),
-- Dates are compared as texts: the first and the last day on which the office may have opened.
opened AS (
    SELECT k.*,
           CASE WHEN opening LIKE '% or earlier' THEN NULL
                WHEN length(opening) = 4 THEN concat(opening, '-01-01')
                WHEN length(opening) = 7 THEN concat(opening, '-01')
                ELSE opening END AS earliest,
           CASE WHEN opening LIKE '% or earlier' THEN concat(substr(opening, 1, 4), '-12-31')
                WHEN length(opening) = 4 THEN concat(opening, '-12-31')
                WHEN length(opening) = 7 THEN concat(opening, '-31')
                ELSE opening END AS latest
    FROM known k
)
SELECT o.id, o.area_code, o.name, o.since, o.status AS status_now, a.date,
       CASE WHEN o.status = 'planned' THEN 'planned'
            WHEN o.opening IS NULL THEN NULL
            WHEN a.date >= o.latest THEN 'operating'
            WHEN a.date < o.earliest THEN 'not yet' END AS status_at_date,
       o.lon, o.lat, o.location_basis, o.source
FROM opened o CROSS JOIN asked a
WHERE $area IS NULL OR o.area_code = $area OR starts_with(o.area_code, concat($area, '.'))
ORDER BY o.area_code, o.id
