import type { Dictionary } from './dictionary';
import * as errors from './errors';

export const id = {
	brand: 'Desmigratif',
	tagline: 'Perencanaan Desa Migran Produktif',
	nav: { label: 'Bagian utama', plan: 'Perencanaan', scenarios: 'Skenario', coverage: 'Cakupan', sql: 'SQL', data: 'Data' },
	running: {
		stage: {
			waiting: 'Menunggu giliran',
			ranking: 'Memeringkat kandidat',
			search: 'Mencari susunan terbaik',
			alternatives: 'Mencari susunan lain yang hampir sebaik',
			reasons: 'Mencatat alasan tiap desa',
			draws: 'Mencoba bobot lain',
			sets: 'Mencari susunan terbaik dengan bobot lain',
			criteria: 'Menghitung pengaruh tiap kriteria',
			writing: 'Menuliskan hasil',
			names: 'Mengambil nama desa'
		} as Record<string, string>,
		steps: (done: string, total: string) => `${done} dari ${total}`,
		best: (objective: string) => `terbaik sejauh ini ${objective}`,
		gap: (gap: string) => `selisih paling jauh ${gap}`,
		seconds: (n: string) => `${n} dtk`
	},
	skip: 'Lompat ke isi',
	theme: { label: 'Tampilan', light: 'Terang', dark: 'Gelap', system: 'Ikuti perangkat', large: 'Huruf besar' },
	reader: {
		name: { administrator: 'Administrator lokal', public: 'Publik: hanya membaca', stranger: 'Belum masuk', person: 'Masuk' },
		may: {
			administrator: 'Server ini hanya untuk komputer ini; siapa yang memakainya boleh melakukan semuanya.',
			public: 'Siapa pun boleh melihat, menghitung, dan bertanya; tidak ada yang dapat disimpan.',
			stranger: 'Server ini untuk orang yang punya akun: masuk dulu.',
			person: 'Akun Anda: hak, kata sandi, dan token'
		},
		cannotSave: 'Di server ini rencana tidak dapat disimpan: hanya untuk membaca. Tautan halaman menyimpan rencana Anda.'
	},
	language: 'Bahasa',
	search: {
		label: 'Cari wilayah',
		placeholder: 'Cari desa, kecamatan, kabupaten …',
		none: (q: string) => `Tidak ada wilayah bernama “${q}”.`,
		found: (n: string) => `${n} wilayah ditemukan`,
		clear: 'Hapus pencarian',
		hint: 'Enter: ke wilayah itu. Shift+Enter: buka profilnya.'
	},
	level: { country: 'negara', province: 'provinsi', regency: 'kabupaten/kota', district: 'kecamatan', village: 'desa/kelurahan' },
	levels: { province: 'Provinsi', regency: 'Kabupaten/kota', district: 'Kecamatan', village: 'Desa/kelurahan' },
	kind: {
		provinsi: 'provinsi',
		kabupaten: 'kabupaten',
		kota: 'kota',
		kecamatan: 'kecamatan',
		desa: 'desa',
		kelurahan: 'kelurahan',
		desa_adat: 'desa adat'
	} as Record<string, string>,
	status: {
		observed: 'teramati',
		derived: 'dihitung dari data lain',
		modelled: 'model',
		averaged: 'rata-rata beberapa tahun',
		imputed: 'imputasi',
		suppressed: 'dirahasiakan',
		missing: 'tidak ada data',
		mixed: 'campuran beberapa jenis angka',
		partial: 'sebagian: tidak seluruh wilayah atau tidak setahun penuh'
	} as Record<string, string>,
	dimension: { need: 'Kebutuhan', readiness: 'Kesiapan', coverage: 'Cakupan', cost: 'Biaya' } as Record<string, string>,
	demo: {
		badge: 'data contoh',
		title: 'Data contoh: nilai indikator hasil model, batas wilayah skematis. Jangan dipakai untuk keputusan.',
		print: 'DATA CONTOH – nilai hasil model, bukan data resmi'
	},
	country: 'Indonesia',
	unit: 'Satuan',
	year: 'Tahun',
	source: 'Sumber',
	missing: 'Tidak ada data',
	close: 'Tutup',
	cancel: 'Batalkan',
	retry: 'Coba lagi',
	loading: 'Memuat …',
	copyLink: 'Salin tautan',
	copied: 'Tautan disalin',
	copyFailed: 'Tautan tidak dapat disalin; salin dari bilah alamat.',
	openAsSql: 'Buka sebagai SQL',
	print: 'Cetak',
	printed: 'Dicetak',
	dataVersion: 'Versi data',
	vintage: 'Register kode',
	of: 'dari',
	km: 'km',
	noData: 'Belum ada data untuk ditampilkan.',
	notFoundPage: 'Halaman ini tidak ada.',
	noSuchArea: (code: string) => `Tidak ada wilayah dengan kode “${code}” dalam data ini. Yang tampil adalah seluruh Indonesia.`,
	error: errors.id
};

export const en = {
	brand: 'Desmigratif',
	tagline: 'Planning Productive Migrant Villages',
	nav: { label: 'Main places', plan: 'Planning', scenarios: 'Scenarios', coverage: 'Coverage', sql: 'SQL', data: 'Data' },
	running: {
		stage: {
			waiting: 'Waiting for a turn',
			ranking: 'Ranking the candidates',
			search: 'Looking for the best set',
			alternatives: 'Looking for other sets nearly as good',
			reasons: 'Noting the reasons of each village',
			draws: 'Trying other weights',
			sets: 'Looking for the best set under other weights',
			criteria: 'Measuring what each criterion does',
			writing: 'Writing down the result',
			names: 'Fetching the names of villages'
		} as Record<string, string>,
		steps: (done: string, total: string) => `${done} of ${total}`,
		best: (objective: string) => `best so far ${objective}`,
		gap: (gap: string) => `at most ${gap} away`,
		seconds: (n: string) => `${n} s`
	},
	skip: 'Skip to content',
	theme: { label: 'Appearance', light: 'Light', dark: 'Dark', system: 'Follow the device', large: 'Large type' },
	reader: {
		name: { administrator: 'Local administrator', public: 'Public: reading only', stranger: 'Not signed in', person: 'Signed in' },
		may: {
			administrator: 'This server is for this computer only; whoever uses it may do everything.',
			public: 'Everybody may look, calculate and ask; nothing can be saved.',
			stranger: 'This server is for people with an account: sign in first.',
			person: 'Your account: rights, password and tokens'
		},
		cannotSave: 'Plans cannot be saved on this server: it is for reading. The address of the page keeps your plan.'
	},
	language: 'Language',
	search: {
		label: 'Search areas',
		placeholder: 'Find a village, district, regency …',
		none: (q: string) => `No area is named “${q}”.`,
		found: (n: string) => `${n} areas found`,
		clear: 'Clear search',
		hint: 'Enter: go to the area. Shift+Enter: open its profile.'
	},
	level: { country: 'country', province: 'province', regency: 'regency/city', district: 'district (kecamatan)', village: 'village (desa)' },
	levels: { province: 'Provinces', regency: 'Regencies/cities', district: 'Districts', village: 'Villages' },
	kind: {
		provinsi: 'province',
		kabupaten: 'regency (kabupaten)',
		kota: 'city (kota)',
		kecamatan: 'district (kecamatan)',
		desa: 'village (desa)',
		kelurahan: 'urban village (kelurahan)',
		desa_adat: 'customary village (desa adat)'
	} as Record<string, string>,
	status: {
		observed: 'observed',
		derived: 'computed from other data',
		modelled: 'model',
		averaged: 'mean of several years',
		imputed: 'imputed',
		suppressed: 'suppressed',
		missing: 'no data',
		mixed: 'several kinds of figures',
		partial: 'partial: not the whole area or not the whole year'
	} as Record<string, string>,
	dimension: { need: 'Need', readiness: 'Readiness', coverage: 'Coverage', cost: 'Cost' } as Record<string, string>,
	demo: {
		badge: 'sample data',
		title: 'Sample data: indicator values are modelled and inner borders schematic. Not for decisions.',
		print: 'SAMPLE DATA – modelled values, not official data'
	},
	country: 'Indonesia',
	unit: 'Unit',
	year: 'Year',
	source: 'Source',
	missing: 'No data',
	close: 'Close',
	cancel: 'Cancel',
	retry: 'Try again',
	loading: 'Loading …',
	copyLink: 'Copy link',
	copied: 'Link copied',
	copyFailed: 'The link could not be copied; copy it from the address bar.',
	openAsSql: 'Open as SQL',
	print: 'Print',
	printed: 'Printed',
	dataVersion: 'Data version',
	vintage: 'Code register',
	of: 'of',
	km: 'km',
	noData: 'There is nothing to show yet.',
	notFoundPage: 'This page does not exist.',
	noSuchArea: (code: string) => `No area of this dataset has the code “${code}”. What is shown is the whole country.`,
	error: errors.en
} satisfies Dictionary<typeof id>;
