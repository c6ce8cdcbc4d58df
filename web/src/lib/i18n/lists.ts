import type { Dictionary } from './dictionary';

export const id = {
	title: 'Daftar desa',
	lead: 'Jumlah calon pekerja migran (CPMI), pekerja migran (PMI), dan PMI purna menurut desa dan tahun, dilaporkan oleh desa atau kabupaten. Hanya jumlah: daftar yang memuat nama, NIK, alamat, atau data orang lainnya ditolak seluruhnya dan tidak disimpan.',
	area: {
		title: 'Wilayah',
		province: 'Provinsi',
		regency: 'Kabupaten/kota',
		district: 'Kecamatan (boleh kosong)',
		choose: 'Pilih …',
		all: 'Semua kecamatan'
	},
	template: {
		title: 'Templat',
		lead: (area: string) => `Tabel dengan desa-desa ${area}, pilihan di tiap sel, dan petunjuk.`,
		xlsx: 'Unduh templat XLSX',
		csv: 'Unduh templat CSV'
	},
	file: {
		title: 'Kirim daftar',
		drop: 'Letakkan berkas XLSX atau CSV di sini, atau pilih berkas',
		choose: 'Pilih berkas',
		other: 'Pilih berkas lain',
		nothingYet: 'Belum ada yang ditulis: Anda akan melihat dulu apa yang masuk dan apa yang tidak.',
		reading: 'Membaca dan memeriksa',
		tooMany: 'Letakkan satu berkas saja.',
		sheet: 'Lembar'
	},
	columns: {
		title: 'Kolom',
		heading: 'Judul di berkas',
		field: 'Dipakai sebagai',
		none: 'tidak dipakai',
		row: (n: string) => `Judul kolom ada di baris ${n}.`,
		missing: (names: string) => `Belum ada kolom untuk: ${names}. Tunjukkan kolomnya di bawah, lalu baca lagi.`,
		again: 'Baca lagi dengan kolom ini',
		kind: 'Semua baris tentang',
		year: 'Semua baris tahun',
		fromColumn: 'menurut kolom'
	},
	fields: {
		village_code: 'Kode desa',
		village: 'Nama desa',
		district: 'Kecamatan',
		kind: 'Jenis',
		year: 'Tahun',
		sex: 'Jenis kelamin',
		destination: 'Negara tujuan',
		sector: 'Sektor',
		documented: 'Prosedural',
		count: 'Jumlah'
	},
	kinds: { cpmi: 'CPMI', pmi: 'PMI', purna: 'PMI purna' } as Record<string, string>,
	counts: {
		title: 'Yang masuk dan yang tidak',
		errors: (n: string) => `${n} baris salah`,
		warnings: (n: string) => `${n} baris masuk dengan catatan`,
		ok: (n: string) => `${n} baris masuk`,
		leftOut: (n: string) => `${n} baris jumlah tidak diambil`,
		blank: (n: string) => `${n} baris desa belum diisi`,
		villages: (n: string, of: string) => `${n} dari ${of} desa`
	},
	sums: {
		title: 'Jumlah menurut jenis dan tahun',
		kind: 'Jenis',
		year: 'Tahun',
		villages: 'Desa',
		count: 'Dalam daftar',
		female: 'Perempuan',
		male: 'Laki-laki',
		documented: 'Prosedural',
		undocumented: 'Tidak',
		today: 'Tercatat sekarang',
		placed: 'Penempatan (resmi)',
		unknown: 'belum ada'
	},
	rows: {
		title: 'Baris',
		row: 'Baris',
		status: 'Status',
		said: 'Catatan',
		statuses: { error: 'salah', warning: 'catatan', ok: 'masuk', left_out: 'tidak diambil' } as Record<string, string>,
		use: (code: string, name: string) => `Pakai ${code} ${name}`,
		remove: 'Keluarkan',
		removeRow: (n: string) => `Keluarkan baris ${n} dari daftar`,
		cell: (field: string, n: string) => `${field}, baris ${n}`,
		check: 'Periksa lagi',
		changed: (n: string) => `${n} baris diubah; periksa lagi.`,
		more: (n: string) => `Tampilkan ${n} baris lagi`,
		none: 'Tidak ada baris yang mengatakan sesuatu.'
	},
	send: {
		button: (n: string) => `Kirim ${n} baris`,
		by: 'Pengirim',
		note: 'Semuanya masuk sekaligus, atau tidak sama sekali. Angkanya menjadi laporan desa, terpisah dari penempatan resmi.',
		sending: 'Menulis',
		mayNot: 'Di sini Anda boleh memeriksa daftar, tetapi tidak mengirimnya: itu hak kabupaten, provinsi, atau perencana untuk wilayahnya.'
	},
	receipt: {
		title: 'Tanda terima',
		last: 'Daftar terakhir yang Anda kirim untuk wilayah ini',
		done: 'Daftar sudah masuk dan terlihat di SQL, profil, dan peta.',
		pending: 'Daftar sudah masuk; sebentar lagi terlihat di SQL, profil, dan peta.',
		withdrawn: 'Daftar ini sudah ditarik.',
		area: 'Wilayah',
		at: 'Diterima',
		by: 'Pengirim',
		rows: 'Baris',
		villages: 'Desa',
		values: 'Angka desa',
		id: 'Nomor',
		hash: 'Sidik isi',
		withdraw: 'Tarik daftar ini',
		withdrawNote: 'Semua angkanya hilang dari data; yang digantikannya berlaku lagi. Catatannya tetap ada.',
		reason: 'Alasan'
	},
	ready: 'Semua baris dapat masuk.',
	notReady: (n: string) => `Betulkan atau keluarkan ${n} baris yang salah dulu. Tidak ada yang masuk sebagian.`
};

export const en: Dictionary<typeof id> = {
	title: 'Village lists',
	lead: 'How many prospective (CPMI), placed (PMI) and returned (PMI purna) migrant workers a village has by year, as villages or regencies report it. Sums only: a list with names, identity numbers, addresses or other data of persons is refused as a whole and not kept.',
	area: {
		title: 'Area',
		province: 'Province',
		regency: 'Regency/city',
		district: 'District (may be empty)',
		choose: 'Choose …',
		all: 'All districts'
	},
	template: {
		title: 'Template',
		lead: (area: string) => `A table with the villages of ${area}, choices in the cells, and instructions.`,
		xlsx: 'Download the XLSX template',
		csv: 'Download the CSV template'
	},
	file: {
		title: 'Send a list',
		drop: 'Drop an XLSX or CSV file here, or choose one',
		choose: 'Choose a file',
		other: 'Choose another file',
		nothingYet: 'Nothing is written yet: you will first see what is taken and what is not.',
		reading: 'Reading and checking',
		tooMany: 'Drop one file only.',
		sheet: 'Sheet'
	},
	columns: {
		title: 'Columns',
		heading: 'Heading in the file',
		field: 'Used as',
		none: 'not used',
		row: (n: string) => `The headings are in row ${n}.`,
		missing: (names: string) => `No column yet for: ${names}. Say below which column it is, and read again.`,
		again: 'Read again with these columns',
		kind: 'All rows are about',
		year: 'All rows are of the year',
		fromColumn: 'as the column says'
	},
	fields: {
		village_code: 'Village code',
		village: 'Village',
		district: 'District',
		kind: 'Kind',
		year: 'Year',
		sex: 'Sex',
		destination: 'Destination',
		sector: 'Sector',
		documented: 'Documented',
		count: 'Count'
	},
	kinds: { cpmi: 'prospective (CPMI)', pmi: 'placed (PMI)', purna: 'returned (PMI purna)' } as Record<string, string>,
	counts: {
		title: 'What is taken and what is not',
		errors: (n: string) => `${n} rows are wrong`,
		warnings: (n: string) => `${n} rows are taken with a remark`,
		ok: (n: string) => `${n} rows are taken`,
		leftOut: (n: string) => `${n} rows of totals are left out`,
		blank: (n: string) => `${n} rows of villages are not filled in`,
		villages: (n: string, of: string) => `${n} of ${of} villages`
	},
	sums: {
		title: 'Sums by kind and year',
		kind: 'Kind',
		year: 'Year',
		villages: 'Villages',
		count: 'In the list',
		female: 'Women',
		male: 'Men',
		documented: 'Documented',
		undocumented: 'Not',
		today: 'Recorded today',
		placed: 'Placements (official)',
		unknown: 'none yet'
	},
	rows: {
		title: 'Rows',
		row: 'Row',
		status: 'Status',
		said: 'Remarks',
		statuses: { error: 'wrong', warning: 'remark', ok: 'taken', left_out: 'left out' } as Record<string, string>,
		use: (code: string, name: string) => `Use ${code} ${name}`,
		remove: 'Take out',
		removeRow: (n: string) => `Take out row ${n} of the list`,
		cell: (field: string, n: string) => `${field}, row ${n}`,
		check: 'Check again',
		changed: (n: string) => `${n} rows changed; check again.`,
		more: (n: string) => `Show ${n} more rows`,
		none: 'No row says anything.'
	},
	send: {
		button: (n: string) => `Send ${n} rows`,
		by: 'Sender',
		note: 'All of it is taken at once, or nothing. The figures become reports of villages, apart from official placements.',
		sending: 'Writing',
		mayNot: 'You may check lists here, but not send them: regencies, provinces and planners do that for their area.'
	},
	receipt: {
		title: 'Receipt',
		last: 'The last list that you sent for this area',
		done: 'The list is taken and is seen by SQL, profiles and maps.',
		pending: 'The list is taken; SQL, profiles and maps will have it in a moment.',
		withdrawn: 'This list was withdrawn.',
		area: 'Area',
		at: 'Received',
		by: 'Sender',
		rows: 'Rows',
		villages: 'Villages',
		values: 'Values of villages',
		id: 'Number',
		hash: 'Hash of the contents',
		withdraw: 'Withdraw this list',
		withdrawNote: 'All its figures leave the data, and those that it had replaced speak again. The record stays.',
		reason: 'Reason'
	},
	ready: 'All rows can be taken.',
	notReady: (n: string) => `Correct or take out the ${n} wrong rows first. Nothing is taken in part.`
};
