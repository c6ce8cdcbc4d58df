import { reader, type Sentence, type Wording } from './patterns';

/**
 * What is wrong with a row that people record, in Indonesian: as `SENTENCES` of server.ts. `{~0}` is a level, or a list of areas
 * with what each has of a former one.
 */
export const ROWS: readonly Sentence[] = [
	// First: what begins with a name would take the number of the row for a part of it.
	['Row {}, field `{}`: {}', 'Baris {0}, kolom {=1}: {~2}'],
	['Nothing was recorded. {} problems are listed in `rows`; rows count from 0.', 'Tidak ada yang dicatat; {0} masalah.'],
	// Texts, times, places.
	['is blank; say it, or leave the field out where it may be', 'kosong; isilah, atau lewati bila tidak wajib'],
	['is longer than {} letters', 'lebih panjang daripada {0} huruf'],
	['holds a line break or another control character; write it in one line', 'memuat ganti baris atau karakter kendali lain; tulis dalam satu baris'],
	['`{}` is not known; use one of {}', '“{=0}” tidak dikenal; pilih salah satu dari {=1}'],
	['`{}` is no day; write 2026-03-31, or 2026-03 or 2026 where the day is not known', '“{=0}” bukan tanggal; tulis 2026-03-31, atau 2026-03 atau 2026 bila harinya tidak diketahui'],
	['`{}` has not come yet', '“{=0}” belum tiba'],
	['is before `from`', 'lebih awal daripada mulainya'],
	['{} is not between {} and {}', '{=0} tidak terletak antara {=1} dan {=2}'],
	['the position is not in Indonesia; longitude and latitude in degrees, as 116.1 and -8.6', 'letaknya di luar Indonesia; tulis bujur dan lintang dalam derajat, misalnya 116,1 dan -8,6'],
	['give both `lon` and `lat`, or neither', 'isi bujur dan lintang dua-duanya, atau kosongkan keduanya'],
	// Areas.
	['{} is a {}; give the code of a {}', '{=0} adalah kode {~1}; isi kode {~2}'],
	['the register of this dataset has no {} {}; what had this code is now {}; record it there', 'register data ini tidak memuat {~0} {=1}; wilayah dengan kode itu kini {~2}; catat di sana'],
	['the register of this dataset has no {} {}; the {} around it, {}, is now {}; look for it there by its name', 'register data ini tidak memuat {~0} {=1}; {~2} di atasnya, {=3}, kini {~4}; cari di sana menurut namanya'],
	['the register of this dataset has no {} {}', 'register data ini tidak memuat {~0} {=1}'],
	// Programmes, rounds, pillars, offices, institutions, proposals.
	['there is no programme `{}`; use one of {}', 'tidak ada program {=0}; pilih salah satu dari {=1}'],
	['there is no round `{}`; use one of {}', 'tidak ada putaran {=0}; pilih salah satu dari {=1}'],
	['the round `{}` is of the programme `{}`', 'putaran {=0} adalah milik program {=1}'],
	['the round `{}` is of {}', 'putaran {=0} adalah putaran tahun {=1}'],
	['`{}` has no pillar {}', 'program {=0} tidak punya pilar {=1}'],
	['{} does not take part in `{}`; record its designation first', '{=0} tidak ikut program {=1}; catat penetapannya dulu'],
	['there is no office `{}`; record it first', 'tidak ada kantor {=0}; catat kantornya dulu'],
	['there is no office `{}`; what had this code is now {}; record it there', 'tidak ada kantor {=0}; wilayah dengan kode itu kini {~1}; catat di sana'],
	['there is no office `{}`; the {} around it, {}, is now {}; look for it there by its name', 'tidak ada kantor {=0}; {~1} di atasnya, {=2}, kini {~3}; cari di sana menurut namanya'],
	['there is no institution `{}`; the table `institutions` has their ids', 'tidak ada lembaga {=0}; kuncinya ada dalam tabel institutions'],
	['there is no proposal `{}` that stands; see /api/v1/proposals; what had this code is now {}; record it there', 'usulan {=0} tidak berlaku; wilayah dengan kode itu kini {~1}; catat di sana'],
	['there is no proposal `{}` that stands; see /api/v1/proposals; the {} around it, {}, is now {}; look for it there by its name', 'usulan {=0} tidak berlaku; {~1} di atasnya, {=2}, kini {~3}; cari di sana menurut namanya'],
	['there is no proposal `{}` that stands; see /api/v1/proposals', 'usulan {=0} tidak berlaku'],
	['{} would have {} officers at a time, and a village has {}; end one of them with `to`', '{=0} akan punya {1} petugas pada waktu yang sama, sedangkan desa punya {2}; isi tanggal selesai salah satunya'],
	// Figures.
	['the catalogue has no `{}`; see /api/v1/indicators', 'katalog tidak memuat indikator {=0}'],
	['`{}` follows from the map and from offices and designations; record those', '{0} dihitung dari peta, kantor, dan penetapan; catat itu'],
	['`{}` is known by {}; {} is a {}, which has the value of its {}', '{0} diketahui menurut {~1}; {=2} adalah {~3} dan memakai nilai {~4}-nya'],
	['is no number', 'bukan angka'],
	['{} is no whole number, and `{}` counts people', '{0} bukan bilangan bulat, padahal {1} menghitung orang'],
	['{} {} cannot be; `{}` is between {} and {} {}', '{0} {=1} tidak mungkin; {2} terletak antara {3} dan {4} {=5}'],
	['the dataset states {} of {} in {} from the same source', 'data ini sudah memuat {0} untuk {=1} pada {=2} dari sumber yang sama'],
	// Records beside records.
	['the dataset has a row `{}` (of {}); give this id to speak in its place, or another one', 'data ini sudah memuat baris {=0} (milik {=1}); isi kunci itu untuk menggantikannya, atau kunci lain'],
	['the dataset has a row `{}`, and it is of {}', 'data ini sudah memuat baris {=0}, dan itu milik {=1}'],
	['`{}` is no record of {} that stands', '{=0} bukan catatan yang berlaku'],
	['another row replaces `{}` too', 'baris lain juga menggantikan {=0}'],
	['this is recorded already as `{}`; name it in `replaces`, or withdraw it first', 'ini sudah tercatat sebagai {=0}; tarik catatan itu dulu'],
	['row {} is about the same', 'baris {0} menyatakan hal yang sama'],
	['`{}`, which came later, is about the same', '{=0}, yang dicatat kemudian, menyatakan hal yang sama']
];

/** What the reader of JSON says of a row, and of a text that is no code. */
export const SHAPES: readonly Sentence[] = [
	['missing field `{}`', 'belum diisi'],
	['unknown field `{}`, expected {}', 'kolom {=0} tidak dikenal di sini'],
	['unknown field `{}`, there are no fields', 'kolom {=0} tidak dikenal di sini'],
	['invalid type: {}, expected {}', '“{=0}” tidak sesuai dengan jenis isian ini'],
	['invalid value: {}, expected {}', '“{=0}” tidak sesuai dengan jenis isian ini'],
	['`{}` is not a Kemendagri code; it is text like 52, 52.03, 52.03.01 or 52.03.01.2001, dots and zeros included', '“{=0}” bukan kode Kemendagri; tulis seperti 52, 52.03, 52.03.01, atau 52.03.01.2001, dengan titik dan nolnya'],
	['`{}` starts with a zero; province codes begin at 11', '“{=0}” diawali nol; kode provinsi mulai dari 11']
];

const LEVELS: Readonly<Record<string, string>> = { province: 'provinsi', regency: 'kabupaten/kota', district: 'kecamatan', village: 'desa' };

/** Levels, and what areas of today have of a former one. */
function words(text: string, wording: Wording): string {
	return text
		.replace(/\b(province|regency|district|village)\b/g, (level) => LEVELS[level] ?? level)
		.replace(/\bor\b/g, 'atau')
		.replace(/([\d.]+)% of its residents/g, (_, share: string) => `${wording.number(Number(share), 1)}% penduduknya`)
		.replaceAll('of which it is a part', 'tergabung di dalamnya')
		.replaceAll('its share of the residents is not known', 'bagian penduduknya tidak diketahui');
}

const read = reader([...ROWS, ...SHAPES]);

/** Several problems in one text: "`field`: problem; `field`: problem". */
const apart = (sentence: string): string[] => sentence.split(/; (?=`[a-z_]*`: )/);

/** What is wrong with a row, in Indonesian; `null` where a sentence is not known here. `fields` names the fields. */
export function recordedInIndonesian(sentence: string, wording: Wording, fields: Readonly<Record<string, string>> = {}): string | null {
	const problems = apart(sentence).map((text) => {
		const [, field, detail] = /^`([a-z_]*)`: (.+)$/s.exec(text) ?? [];
		const problem = read(detail ?? text, wording, (inner) => read(inner, wording, (area) => words(area, wording)) ?? words(inner, wording));
		return problem && field ? `${fields[field]?.toLowerCase() ?? field}: ${problem}` : problem;
	});
	return problems.includes(null) ? null : problems.join('; ');
}
