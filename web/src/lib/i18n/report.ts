import { reader, type Sentence, type Wording } from './patterns';
import { recordedInIndonesian } from './recorded';
import { id as registry } from './registry';
import { inIndonesianSource } from './sources';

/**
 * What the join report says of single rows, in Indonesian. A sentence that is not here is shown as it was written, and marked
 * as English. `{~0}` is a place, a source or a list of faults, which have words of their own below.
 */
export const LINES: readonly Sentence[] = [
	['no row in {}', 'Tidak ada barisnya dalam {=0}.'],
	['{} of {}: not in the register, and no village of {} has its name; {}', '{~0} dari {=1}: tidak ada dalam register, dan tidak ada desa di {=2} yang bernama demikian; {=3}'],
	['{} of {}: not in the register, and {} of {} have its name; {}', '{~0} dari {=1}: tidak ada dalam register, sedangkan {2} desa di {=3} bernama demikian; {=4}'],
	['{} of {}: {} all lead to {}; {}', '{~0} dari {=1}: {=2} semuanya menuju ke {=3}; {=4}'],
	['{} of {}: {} is a part of {} today; {}', '{~0} dari {=1}: {=2} kini bagian dari {=3}; {=4}'],
	['{} of {}: merged into {}; say whether it is there', '{~0} dari {=1}: digabung ke dalam {=2}; nyatakan apakah berada di sana.'],
	['{} of {}: split into {}; say which of them it is', '{~0} dari {=1}: dimekarkan menjadi {=2}; nyatakan yang mana.'],
	['{}: {} came of {}', '{=0}: {=1} berasal dari {=2}.'],
	['{} {} in {}: {} came of several, and not all have a figure: {}', '{0} {=1} dalam {=2}: {=3} berasal dari beberapa wilayah, dan tidak semuanya punya angka: {=4}'],
	['{} {} in {}: nobody states what share came to {}: {}', '{0} {=1} dalam {=2}: bagian yang masuk ke {=3} tidak dinyatakan: {=4}'],
	['{} {} in {}: the catalogue weighs it by nothing: {}', '{0} {=1} dalam {=2}: katalog tidak menimbangnya dengan apa pun: {=3}'],
	['{} {} in {}: the residents of each are not known: {}', '{0} {=1} dalam {=2}: penduduk masing-masing tidak diketahui: {=3}'],
	['{} of {}: not in the register; {}', '{~0} dari {=1}: tidak ada dalam register; {=2}'],
	['{} of {}: not in the register', '{~0} dari {=1}: tidak ada dalam register.'],
	['{} of {}: {} is {} today, by a change of this code', '{~0} dari {=1}: {=2} kini {=3}, menurut perubahan kode itu.'],
	['{} of {}: {} is {} today, its digits were kept, and the name agrees', '{~0} dari {=1}: {=2} kini {=3}; nomornya tetap dan namanya sama.'],
	['{} of {}: {} is {} today, by its name and that of its district', '{~0} dari {=1}: {=2} kini {=3}, menurut nama desa dan kecamatannya.'],
	['{} of {}: {} is {} today, by its name, the only one in the regency', '{~0} dari {=1}: {=2} kini {=3}, menurut namanya yang hanya satu di kabupaten/kota itu.'],
	['{} of {}: {} was split; {} has {}% of its residents', '{~0} dari {=1}: {=2} dimekarkan; {=3} memuat {4}% penduduknya.'],
	['{} of {}: {} was split; {} has a share that nobody states', '{~0} dari {=1}: {=2} dimekarkan; bagian penduduk {=3} tidak dinyatakan.'],
	['{} {} of {}: nobody states what share is here', '{0} {=1} dari {=2}: bagian di sini tidak dinyatakan.'],
	['{}: {} of {} rows', '{=0}: {1} dari {2} baris.'],
	['{} of {}: left out, the register has no such area', '{~0} dari {=1}: ditinggalkan, register tidak memuat wilayah itu.'],
	['{} of {} has no geometry', '{~0} dari {=1} tidak memiliki geometri.'],
	['{} is {} today, by a change of this code', '{=0} kini {=1}, menurut perubahan kode itu.'],
	['{}: not in the register', '{=0}: tidak ada dalam register.'],
	['{} is not in the register', '{=0} tidak ada dalam register.'],
	['{} km from {} {}, also outside its {}; its parent stays the one of its code', '{0} km dari {=1} {=2}, juga di luar {~3}; induknya tetap menurut kodenya.'],
	['{} km from {} {}; its parent stays the one of its code', '{0} km dari {=1} {=2}; induknya tetap menurut kodenya.'],
	['no polygon in {}; the area has no map and no interior point', 'Tidak ada poligonnya dalam {=0}: wilayah ini tidak tergambar di peta dan tidak punya titik dalam.'],
	['{}% of the smaller lies also in {} {}', '{0}% dari yang lebih kecil terletak juga di {=1} {=2}.'],
	['official {} km², polygons of its villages {} km²: {}%', 'Luas resmi {0} km², poligon desa-desanya {1} km²: selisih {=2}%.'],
	['`{}` ({}) may be {} {} ({} match); confirm it before it counts', '“{=0}” ({=1}) mungkin {=2} ({~3}); pastikan dulu sebelum dihitung.'],
	['`{}` ({}) fits several villages ({} match); find out which one it is', '“{=0}” ({=1}) cocok dengan beberapa desa; cari tahu desa yang mana.'],
	['{} {}: {} ({}) contradicts {} ({}), which speaks; the other is a claim beside it', '{0} {=1}: {2} ({~3}) bertentangan dengan {4} ({~5}), yang dipakai; yang lain menjadi pernyataan di sampingnya.'],
	['{} {}: {}; derived: {}', '{0} {=1}: {2}; {~3}'],
	['{} {} is 0 in {}; kept', '{0} {=1} bernilai 0 dalam {=2}; dibiarkan.'],
	['{} {} is {} {}; plausible is {} to {} {}', '{0} {=1} bernilai {2} {=3}; yang wajar {4} sampai {5}.'],
	['{}: the mean of {} ({}) gives way to the figure of {}', '{=0}: rata-rata {1} ({2}) mengalah pada angka tahun {=3}.'],
	['{} {} is {}, but {} says {}; the value is kept', '{0} {1} berarti {=2}, tetapi {=3} menyebut {=4}; nilainya dibiarkan.'],
	['reported twice, since {} and since {}', 'Dilaporkan dua kali: sejak {~0} dan sejak {~1}.'],
	['also reported ({}) beside {} ({})', 'Dilaporkan juga ({~0}) selain oleh {=1} ({~2}).'],
	['planned for {}; no distance is measured to it', 'Direncanakan untuk {~0}; tidak ada jarak yang diukur ke sana.'],
	['its area has neither a label point nor a polygon; no distance is measured to it', 'Wilayahnya tidak punya titik label maupun poligon; tidak ada jarak yang diukur ke sana.'],
	['the specification does not name it', 'Spesifikasi tidak menyebutnya.'],
	['no {} in {}', 'Tidak ada {~0} dalam {=1}.'],
	['all inner borders are schematic; only the coast is real', 'Semua batas dalam bersifat skematis; hanya garis pantai yang nyata.'],
	['all indicator values are modelled; population adds up to the official figure of each regency, placements to the published ones of 2023', 'Semua nilai indikator hasil model; jumlah penduduk sama dengan angka resmi tiap kabupaten/kota, penempatan sama dengan angka yang diumumkan untuk 2023.'],
	['{} desa were left without a development index, as some are in the published one; kelurahan have none by definition', '{0} desa dibiarkan tanpa indeks pembangunan, seperti sebagian desa dalam indeks yang diumumkan; kelurahan memang tidak memilikinya.'],
	['the generalised coast crossed itself in {} places; a vertex was put there', 'Garis pantai yang disederhanakan bersilangan di {0} tempat; di sana diberi titik sudut.'],
	['{} islands of the gazetteer have no usable coordinate', '{0} pulau dalam daftar nama tidak punya koordinat yang dapat dipakai.'],
	['a quotation mark in the name was read as an apostrophe', 'Tanda kutip dalam nama dibaca sebagai apostrof.'],
	['the coast lacks this regency; {} schematic islands were added', 'Garis pantai tidak memuat kabupaten/kota ini; {0} pulau skematis ditambahkan.'],
	['the drawn polygon is not near the official area, because the generalised coast leaves another share of land', 'Luas poligon yang digambar jauh dari luas resmi, karena garis pantai yang disederhanakan menyisakan bagian daratan lain.'],
	['the office {} has no position: its area is not in the register', 'Kantor {=0} tidak punya letak: wilayahnya tidak ada dalam register.'],
	['nothing with an area was left', 'Tidak tersisa apa pun yang memiliki luas.'],
	['{} near {} {}; in the rings as stored most of the area cancels out', '{~0} dekat {=1} {=2}; pada cincin yang tersimpan, sebagian besar luasnya saling meniadakan.'],
	['{} near {} {}', '{~0} dekat {=1} {=2}.']
];

/** Forms that say little besides names, figures and the file: told apart by the check that they belong to. */
const BY_CHECK: Readonly<Record<string, readonly Sentence[]>> = {
	label_outside: [['{} {} in {}', 'Titik label {=0} {=1} dalam {=2} terletak di luar poligonnya.']],
	row_without_area: [
		['{}: measure {}, year {}, value {}', '{~0}: ukuran {=1}, tahun {=2}, nilai {=3}'],
		['{} of {}: {}', '{~0} dari {=1}: {=2}']
	],
	name_differs: [['`{}` in {}', 'Bernama “{=0}” dalam {=1}.']],
	missing_value: [['{} {} in {}', '{0} {=1} kosong dalam {=2}.']]
};

/** Parts of a sentence that have words of their own. */
export const PARTS: readonly Sentence[] = [
	['line {} of {}', 'baris {0} dari {=1}'],
	['feature {} of {}', 'fitur {0} dari {=1}'],
	['line {}', 'baris {0}'],
	['feature {}', 'fitur {0}'],
	['without a year', 'tanpa tahun'],
	['an unknown date', 'tanggal yang tidak diketahui'],
	['ring crosses or touches itself', 'cincin bersilangan atau bersentuhan dengan dirinya sendiri'],
	['hole crosses another ring', 'lubang bersilangan dengan cincin lain'],
	['hole outside its shell', 'lubang di luar cincin luarnya'],
	['hole in a hole', 'lubang di dalam lubang'],
	['holes cut the area in two', 'lubang membelah wilayah'],
	['parts overlap', 'bagian-bagian bertumpang tindih'],
	['unclosed ring', 'cincin tidak tertutup'],
	['ring of fewer than three corners', 'cincin dengan kurang dari tiga sudut'],
	['part inside another part', 'bagian di dalam bagian lain'],
	['{} or earlier', '{=0} atau sebelumnya'],
	['regency', 'kabupaten/kotanya'],
	['regency and province', 'kabupaten/kota dan provinsinya'],
	['fuzzy', 'nama mirip'],
	['ambiguous', 'nama mendua'],
	['provinces', 'provinsi'],
	['regencies', 'kabupaten/kota'],
	['districts', 'kecamatan'],
	['villages', 'desa']
];

const read = reader(LINES);
const readBy = Object.fromEntries(Object.entries(BY_CHECK).map(([check, sentences]) => [check, reader(sentences)]));
const readPart = reader(PARTS);

/** The detail of a line of the join report in Indonesian; `null` where it is not known here. */
export function reportInIndonesian(check: string, detail: string, wording: Wording): string | null {
	// A record, by its table and id, and what is wrong with it.
	const record = check === 'registry_unfit' ? /^(\w+) (\S+): (.+)$/s.exec(detail) : null;
	if (record) {
		const [, table = '', id = '', problem = ''] = record;
		const found = recordedInIndonesian(problem, wording, registry.fields);
		return found && `${registry.tables[table as keyof typeof registry.tables] ?? table} ${id}: ${found}`;
	}
	const part = (text: string): string => {
		const whole = readPart(text, wording) ?? inIndonesianSource(text, wording) ?? inIndonesianSource(`derived: ${text}`, wording);
		return whole ?? text.split(', ').map((one) => readPart(one, wording) ?? one).join(', ');
	};
	const found = readBy[check]?.(detail, wording, part) ?? read(detail, wording, part);
	// A key or a file at the beginning stays as it is.
	return found && (/^\S*[_.]\S/.test(found) ? found : found.charAt(0).toUpperCase() + found.slice(1));
}
