-- title_id: Acara dan pejabat yang disebut sumber
-- title_en: Events, and who held office there
-- description_id: Acara program dengan pejabat yang hadir, dan pejabat yang disebut tanpa acara. Nama sebagaimana diumumkan; jabatan pada waktu itu.
-- description_en: Events of the programme with the officials who were there, and officials named without an event. Names as published; offices of that time.
-- expect: columns date, event_id, event_en, place, area_code, name, role, institution, source
-- expect: rows 16
-- expect: first {"date": "2017-09-11", "event_en": "Official launch of the Desmigratif programme", "name": "Eko Putro Sandjojo"}
SELECT coalesce(e.date, h.as_of) AS date, e.name_id AS event_id, e.name_en AS event_en, e.place,
       coalesce(e.area_code, h.area_code) AS area_code, h.name, h.role, i.name AS institution, coalesce(h.source, e.source) AS source
FROM events e
FULL JOIN office_holders h ON h.event = e.id
LEFT JOIN institutions i ON i.id = h.institution
ORDER BY 1 NULLS LAST, e.id, h.name
