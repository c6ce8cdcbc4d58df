import { reader, type Sentence, type Wording } from './patterns';

/** What this program itself writes of where a figure comes from, in Indonesian; `{~0}` is a source within. */
export const ORIGINS: readonly Sentence[] = [
	['{}; per 1,000 residents', '{~0}; per 1.000 penduduk'],
	['{}; mean per year of a figure for {} years', '{~0}; rata-rata per tahun dari angka untuk {1} tahun'],
	['{}; zero as published, probably not available', '{~0}; nol menurut sumber, mungkin tidak tersedia'],
	['{}; {} of the figure of {}, which was split, by residents', '{~0}; {1} dari angka {=2} yang dimekarkan, menurut penduduk'],
	['{}; the value of {}, which was split', '{~0}; nilai {=1} yang dimekarkan'],
	['{}; its digits were kept, and the name agrees', '{~0}; nomornya tetap dan namanya sama'],
	['{}; by its name and that of its district', '{~0}; menurut nama desa dan kecamatannya'],
	['{}; by its name, the only one in the regency', '{~0}; menurut namanya, yang hanya satu di kabupaten/kota itu'],
	["derived: {} of the province in {} ({}) by the regency's {} of {} in {} ({})", 'diturunkan: {0} di provinsi pada {=1} ({=2}), dibagi menurut bagian kabupaten/kota {3} dari {4} pada {=5} ({=6})'],
	['derived: geodesic distance to the nearest designated village', 'diturunkan: jarak geodesik ke desa yang ditetapkan terdekat'],
	['derived: geodesic distance to the nearest operating LTSA; {} of {} offices known, placed by rule in their regency or in the capital of their province', 'diturunkan: jarak geodesik ke LTSA terdekat yang beroperasi; {0} dari {1} kantor diketahui, letaknya menurut aturan di kabupaten/kotanya atau di ibu kota provinsinya'],
	['derived: geodesic area of the polygon', 'diturunkan: luas geodesik poligon']
];

/** Titles and notes of the sources that every demonstration has. */
export const TITLES: readonly Sentence[] = [
	['Model of this program', 'Model program ini'],
	['Codes and names of areas, {}', 'Kode dan nama wilayah, {=0}'],
	['Coast of Natural Earth {}', 'Garis pantai Natural Earth {=0}'],
	['Schematic inner borders and islets, computed by this program', 'Batas dalam dan pulau kecil skematis, dihitung program ini'],
	['Points, official area (BIG 2024) and population (Dukcapil 2024) of regencies, {}', 'Titik, luas resmi (BIG 2024), dan penduduk (Dukcapil 2024) kabupaten/kota, {=0}'],
	['Published placements of migrant workers, {}', 'Penempatan pekerja migran yang diumumkan, {=0}'],
	['Facts of the programme, {}', 'Fakta tentang program, {=0}']
];

/** A file that a publication was kept in, with the publication in brackets behind it, which may have brackets of its own. */
const KEPT_IN = /(?:\d{3}_[0-9a-f]+\.txt|github:([\w.-]+\/[\w.-]+) \S+\.\w+) \(((?:[^()]|\([^()]*\))*)\)/g;

/** Who published a figure, without the name of the file that it was kept in. */
export const publication = (text: string): string => text.replaceAll(KEPT_IN, (_, repository: string | undefined, published: string) => (repository ? `${published}, github.com/${repository}` : published));

const readOrigin = reader(ORIGINS);
const readTitle = reader(TITLES);

/** What stands behind a figure, in Indonesian; `null` where nobody has translated it. */
export function inIndonesianSource(text: string, wording: Wording): string | null {
	const within = (part: string): string => inIndonesianSource(part, wording) ?? part;
	return readTitle(text, wording) ?? readOrigin(text, wording, within);
}

/** Words that only one of the two languages has, as far as titles of sources use them. */
const ENGLISH = /\b(the|of|by|from|and|with|according|reports?|annual|table|area|distance|nearest|published|computed|mean)\b/i;
const INDONESIAN = /\b(dan|menurut|dari|melalui|wilayah|kabupaten|provinsi|desa|penduduk|indeks|laporan|berita|batas|kode|penempatan|layanan|jumlah|persentase|indikator|diturunkan)\b/i;

/** The language that a title seems to be in; `null` where it is a name, a file or a mixture. */
export function languageOf(text: string): 'id' | 'en' | null {
	const [english, indonesian] = [ENGLISH.test(text), INDONESIAN.test(text)];
	return english === indonesian ? null : english ? 'en' : 'id';
}
