-- title_id: Tujuan, alasan, dasar, dan pemilik program
-- title_en: Aims, reasons, basis and owners of the programme
-- description_id: Apa yang dinyatakan tentang program selain angka, dengan yang menyatakan, tanggal, dan sumbernya. Pernyataan yang bertentangan berdiri berdampingan.
-- description_en: What was said of the programme besides figures, with who said it, when, and the source. Statements that disagree stand beside each other.
-- param: kind text null — objective, rationale, policy_basis, classification or ownership; all when not given
-- param_id: kind — objective, rationale, policy_basis, classification, atau ownership; semua bila kosong
-- expect: columns kind, id, programme, area_code, text_id, text_en, as_of, stated_by, source, note
-- expect: rows 22
-- expect: first {"kind": "classification", "id": "kantong_desa", "as_of": "2019-08-07"}
SELECT kind, id, programme, area_code, text_id, text_en, as_of, stated_by, source, note
FROM statements
WHERE $kind IS NULL OR kind = $kind
ORDER BY kind, as_of NULLS LAST, id
