-- title_id: Bunyi pilar menurut sumber
-- title_en: The pillars in the words of each source
-- description_id: Setiap pilar sebagaimana disebut sumbernya, di samping nama yang dipakai di sini. Sumber berbeda-beda; tidak ada yang digabung.
-- description_en: Every pillar as its source words it, beside the name used here. Sources differ; none is merged with another.
-- param: programme text desmigratif — id of a programme
-- param_id: programme — kunci program
-- expect: columns programme, pillar_no, name_id, name_en, wording, as_of, area_code, stated_by, source, note
-- expect: rows 12
-- expect: first {"programme": "desmigratif", "pillar_no": 1, "wording": "Pusat Informasi Ketenagakerjaan dan Layanan Migrasi", "as_of": "2017-09-11"}
SELECT w.programme, w.pillar_no, p.name_id, p.name_en, w.wording, w.as_of, w.area_code, w.stated_by, w.source, w.note
FROM pillar_wordings w LEFT JOIN pillars p ON p.programme = w.programme AND p.pillar_no = w.pillar_no
WHERE w.programme = $programme
ORDER BY w.pillar_no NULLS LAST, w.as_of NULLS LAST, w.wording
