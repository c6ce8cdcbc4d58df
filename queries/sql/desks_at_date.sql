-- title_id: Jenis meja layanan LTSA pada suatu tanggal
-- title_en: Kinds of desk of a one-stop office at a date
-- description_id: Jenis meja layanan menurut aturan dan sejak kapan. Daftar ada dalam dua versi, pernyataan Menteri dan PP 59/2021, dan berlaku untuk semua LTSA: meja yang benar-benar ada di tiap kantor tidak tercatat. Bila hanya tahunnya yang diketahui, keadaan dalam tahun itu kosong.
-- description_en: The kinds of desk as they are laid down, and since when. There are two versions of the list, the minister's words and PP 59/2021, and both are for all offices: which desks an office really has is not recorded. Where only a year is known, nothing is said of dates within it.
-- param: date text 2022-01-01 — the date
-- param_id: date — tanggalnya
-- expect: columns version, desk_type, name_id, name_en, main, valid_from, date, in_force, legal_basis, source
-- expect: rows 16
-- expect: first {"version": "menaker_2021", "desk_type": "bp2mi", "main": true, "valid_from": "2021", "in_force": true}
WITH asked AS (SELECT CAST(CAST($date AS DATE) AS VARCHAR) AS date)
SELECT k.version, k.desk_type, k.name_id, k.name_en, k.main, k.valid_from, a.date,
       CASE WHEN k.valid_from IS NULL THEN NULL
            WHEN NOT regexp_like(k.valid_from, '^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$') THEN NULL
            WHEN a.date >= concat(k.valid_from, substr('9999-12-31', length(k.valid_from) + 1)) THEN TRUE
            WHEN a.date < k.valid_from THEN FALSE END AS in_force,
       k.legal_basis, k.source
FROM ltsa_desks k CROSS JOIN asked a
ORDER BY k.version, k.main DESC NULLS LAST, k.desk_type
