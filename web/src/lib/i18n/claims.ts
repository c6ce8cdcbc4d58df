import type { Lang } from './index.svelte';

/** What published figures, statements, pillars and events of the programme are about, and what has to be known of them, as the data say it in English. */
export const CLAIMS_ID: Readonly<Record<string, string>> = {
	'Additional desks per LTSA': 'Meja tambahan tiap LTSA',
	'Desmigratif developed with Dana Desa in Cirebon': 'Desmigratif yang dibangun dengan Dana Desa di Cirebon',
	'Desmigratif in Kab. Malang (cumulative)': 'Desmigratif di Kabupaten Malang (kumulatif)',
	'Desmigratif in NTB (cumulative)': 'Desmigratif di NTB (kumulatif)',
	'Desmigratif nationwide (cumulative)': 'Desmigratif se-Indonesia (kumulatif)',
	'Desmigratif nationwide (minister)': 'Desmigratif se-Indonesia (menteri)',
	'Desmigratif since 2017 (cumulative)': 'Desmigratif sejak 2017 (kumulatif)',
	'LTSA built (cumulative)': 'LTSA yang dibangun (kumulatif)',
	'Main desks per LTSA': 'Meja utama tiap LTSA',
	'Ministries/agencies collaborating to protect PMI': 'Kementerian/lembaga yang bekerja sama melindungi PMI',
	'Ministries/agencies involved': 'Kementerian/lembaga yang terlibat',
	'New Desmigratif per year, lower bound': 'Desmigratif baru per tahun, batas bawah',
	'Pilot villages': 'Desa percontohan',
	'Round 2017': 'Putaran 2017',
	'Round 2017 total': 'Putaran 2017, seluruhnya',
	'Round 2017: NTT': 'Putaran 2017: NTT',
	'Round 2017: TKI-origin kab/kota': 'Putaran 2017: kabupaten/kota asal TKI',
	'Round 2018': 'Putaran 2018',
	'Round 2018 total': 'Putaran 2018, seluruhnya',
	'Round 2019': 'Putaran 2019',
	'Round 2019 total': 'Putaran 2019, seluruhnya',
	'Total 2017-2019': 'Seluruhnya 2017–2019',
	'Villages in 3 years': 'Desa dalam tiga tahun',
	'Village heads at the launch': 'Kepala desa pada acara peluncuran',
	'Heads of regional manpower offices at the launch': 'Kepala dinas tenaga kerja daerah pada acara peluncuran',
	'four pillars named': 'empat pilar disebut',
	'three pillars named': 'tiga pilar disebut',
	'2 of 2016 + 120 of 2017 + 130 of 2018 + 150 of 2019 make 402': '2 dari 2016 + 120 dari 2017 + 130 dari 2018 + 150 dari 2019 menjadi 402',
	'list has 11 entries without Kemnaker itself': 'daftarnya memuat 11 nama tanpa Kemnaker sendiri',
	'derived: 2 villages per kab/kota': 'diturunkan: 2 desa tiap kabupaten/kota',
	'excludes the 2 pilots of 2016': 'tanpa 2 desa percontohan tahun 2016',
	'scope unclear: 2016 pilots and regency-funded villages in or out? 503-402 = 101 after Feb 2021':
		'cakupannya tidak jelas: termasuk percontohan 2016 dan desa yang dibiayai kabupaten atau tidak? 503 − 402 = 101 sesudah Februari 2021',
	'only fact in the seeds with a stated funding source; year and village names not stated; provinsi not stated (Jawa Barat)':
		'satu-satunya keterangan yang menyebut sumber dana; tahun dan nama desa tidak disebut; provinsi tidak disebut (Jawa Barat)',
	"upper bound given only as 'ratusan' (hundreds)": 'batas atas hanya disebut “ratusan”',
	'only 9 named; 11 in file 001 (2017)': 'hanya 9 yang disebut; 11 dalam berita tahun 2017',
	'article undated': 'berita tanpa tanggal',
	'names only information service, village economy with cooperative, and community parenting':
		'hanya menyebut layanan informasi, ekonomi desa dengan koperasi, dan pengasuhan bersama',
	'other wording than at the launch': 'rumusannya lain daripada saat peluncuran',
	'neither 402 nor 503; scope not stated': 'bukan 402 dan bukan 503; cakupannya tidak disebut',
	'one of three pillars named': 'salah satu dari tiga pilar yang disebut',
	'one of three pillars named; spans the second and the fourth of 2017': 'salah satu dari tiga pilar yang disebut; mencakup pilar kedua dan keempat tahun 2017',
	'the only one named': 'satu-satunya yang disebut',
	'of the LTSA offices': 'tentang kantor LTSA',
	'the article of 2022 says otherwise: kolaborasi_kemendes': 'berita tahun 2022 menyatakan lain',
	'the article of 2017 says otherwise: penggagas_kemnaker': 'berita tahun 2017 menyatakan lain',
	'the regulations themselves (Permenaker 2/2019: BN 2019 No. 241); not in the articles': 'peraturannya sendiri (Permenaker 2/2019: BN 2019 No. 241); tidak disebut dalam berita',
	'theme: building and protecting Indonesian workers from the village on': 'tema: membangun dan melindungi tenaga kerja Indonesia mulai dari desa',
	'the year is that of the release, 2019-08-08': 'tahunnya menurut siaran pers, 8 Agustus 2019',
	'the article does not say that Buraen is designated; the code list of 2025 has it as a kelurahan':
		'berita tidak menyatakan Buraen ditetapkan; dalam daftar kode 2025 Buraen adalah kelurahan'
};

/** Such a text in the reader's language, and the language that it is in. */
export function claimText(text: string, lang: Lang): { text: string; lang: Lang } {
	const known = lang === 'id' ? CLAIMS_ID[text] : undefined;
	return known ? { text: known, lang } : { text, lang: 'en' };
}
