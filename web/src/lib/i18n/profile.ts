import type { Dictionary } from './dictionary';

export const id = {
	title: 'Profil wilayah',
	open: 'Profil',
	openOf: (name: string) => `Profil ${name}`,
	contents: 'Isi profil',
	wrong: (text: string) => `“${text}” bukan kode wilayah.`,
	gone: {
		title: 'Wilayah yang menggantikannya',
		around: 'Kode wilayah di atasnya sudah berganti. Cari menurut nama di dalam wilayah ini: nomor desa sering ikut berubah.',
		share: (percent: string) => `${percent} dari penduduknya`,
		since: (day: string) => `sejak ${day}`
	},
	onMap: 'Buka di peta perencanaan',
	inCoverage: 'Buka di Cakupan',
	compareWith: 'Bandingkan dengan tetangga',
	/** Under the title on paper. */
	address: 'Alamat halaman ini',
	about: {
		title: 'Wilayah ini',
		code: 'Kode Kemendagri',
		kind: 'Jenis',
		area: 'Luas',
		population: 'Penduduk',
		place: 'Titik di dalam wilayah',
		parts: { regency: 'Kabupaten/kota', district: 'Kecamatan', village: 'Desa/kelurahan' } as Record<string, string>,
		noPopulation: 'tidak ada angka untuk wilayah ini sendiri',
		map: (name: string) => `Peta ${name}`,
		mapSigns: 'Lingkaran: desa yang ditetapkan. Kotak: LTSA.'
	},
	programme: {
		title: 'Program',
		village: 'Penetapan',
		villages: (n: string) => `Desa yang ditetapkan (${n})`,
		isNot: 'Desa ini tidak tercatat sebagai desa yang ditetapkan.',
		none: 'Tidak ada desa di wilayah ini yang tercatat sebagai desa yang ditetapkan.',
		known: (n: string) => `Register ini menyebut nama ${n} desa di seluruh Indonesia; yang ditetapkan lebih banyak daripada yang diketahui namanya, jadi hitungan di sini paling sedikit. Yang pernah diumumkan:`,
		columns: { village: 'Desa', programme: 'Program', year: 'Tahun', status: 'Status', funding: 'Dana', source: 'Sumber' },
		noYear: 'tahun tidak disebut',
		pillars: 'Pilar',
		pillarsNote: 'Keadaan tiap pilar menurut catatan terakhir. Kosong berarti tidak ada catatan, bukan belum berjalan.',
		noRecord: 'tidak ada catatan',
		evidence: 'bukti',
		states: { not_started: 'belum mulai', running: 'berjalan', active: 'aktif', stalled: 'terhenti' } as Record<string, string>,
		nearest: 'Desa ditetapkan terdekat',
		inside: 'di dalam wilayah ini'
	},
	offices: {
		title: 'Layanan Terpadu Satu Atap (LTSA)',
		nearest: 'LTSA terdekat',
		from: 'dari titik di dalam wilayah, garis lurus pada elipsoid',
		none: 'Tidak ada LTSA yang tercatat melayani wilayah ini atau wilayah di atasnya.',
		columns: { name: 'Kantor', serves: 'Melayani', since: 'Sejak', status: 'Status', place: 'Letak', source: 'Sumber' },
		status: { operating: 'beroperasi', planned: 'direncanakan', closed: 'tutup' } as Record<string, string>,
		byRule: 'menurut aturan; alamatnya tidak diketahui',
		stated: 'disebut sumber',
		earlier: (year: string) => `${year} atau sebelumnya`,
		desks: 'Meja yang benar-benar ada di kantor tanpa daftar meja tidak tercatat.',
		desksOf: 'Meja'
	},
	coverage: {
		title: 'Cakupan dan kebutuhan',
		note: 'Selisih dan peringkat bersifat nasional. Kebutuhan yang tidak diketahui bukan nol.',
		measure: 'Ukuran',
		village: 'Cakupan dihitung untuk kecamatan ke atas: yang tampak adalah wilayah di atas desa ini.',
		rankOf: (rank: string, of: string, ties: string) => `Peringkat ${rank} dari ${of} wilayah setingkat yang kebutuhannya diketahui${ties}: 1 paling jauh di bawah bagiannya.`,
		ties: (n: string) => `, sama dengan ${n} wilayah lain`,
		why: (need: string, share: string, all: string, villages: string, expected: string, designated: string, gap: string) =>
			`Kebutuhannya ${need}, yaitu ${share} dari ${all} yang diketahui. Dari ${villages} desa yang ditetapkan di wilayah yang kebutuhannya diketahui, bagian sebandingnya ${expected}; yang ditetapkan ${designated}, jadi selisihnya ${gap}.`,
		unranked: 'tanpa peringkat: kebutuhannya tidak diketahui',
		noGap: 'tidak dapat dihitung: kebutuhannya tidak diketahui',
		needTitle: (name: string) => `Kebutuhan ${name}`,
		need: {
			known: (value: string, years: string, how: string) => `${value} PMI ditempatkan pada ${years} (${how}).`,
			leastParts: (value: string, known: string, of: string, year: string) => `Paling sedikit ${value} (sampai ${year}): ${known} dari ${of} wilayah di dalamnya punya angka. Jumlah seluruhnya tidak diketahui.`,
			leastMonths: (value: string, when: string) => `Paling sedikit ${value}: hanya sebagian tahun yang diketahui (${when}). Jumlah setahun tidak diketahui.`,
			imputed: (low: string, high: string, year: string) => `Tidak diumumkan. Menurut imputasi ada di antara ${low} dan ${high} pada ${year}; angka ini tidak ikut dalam pembagian dan peringkat.`,
			most: (high: string, name: string, year: string) => `Tidak diketahui tersendiri. Ada di antara 0 dan ${high}, yaitu angka ${name} (${year}).`,
			missing: 'Tidak diketahui: tidak ada angka untuk wilayah ini, dan tidak ada batasnya. Ini tidak sama dengan nol.'
		},
		source: 'Sumber'
	},
	figures: {
		title: 'Indikator',
		note: 'Angka terbaru tiap indikator, dengan tahun, status, dan sumbernya. Yang tidak diketahui ditulis tidak ada data.',
		columns: { indicator: 'Indikator', value: 'Nilai', year: 'Tahun', status: 'Status', source: 'Asal' },
		partly: 'sebagian wilayah',
		of: (name: string, level: string) => `angka ${name} (${level})`,
		made: (known: string, of: string) => `dihitung dari ${known} dari ${of} wilayah di dalamnya`,
		by: { sum: 'dijumlahkan', population: 'tertimbang penduduk', area_km2: 'tertimbang luas', villages: 'rata-rata desa' } as Record<string, string>,
		imputed: (low: string, high: string, year: string) => `imputasi ${year}: antara ${low} dan ${high}`,
		claimed: (value: string, when: string) => `juga diumumkan ${value}${when ? ` (${when})` : ''}`
	},
	series: {
		title: 'Menurut tahun',
		note: 'Hanya angka yang dinyatakan untuk wilayah ini sendiri. Lingkaran kosong: bukan angka setahun penuh yang teramati. Garis putus-putus melompati tahun tanpa angka.',
		none: 'Tidak ada indikator dengan angka lebih dari satu tahun untuk wilayah ini sendiri.'
	},
	claims: {
		title: 'Angka yang berbeda dan yang diumumkan',
		none: 'Tidak ada angka yang diumumkan tentang wilayah ini selain yang dipakai di atas.'
	},
	parts: {
		title: { regency: 'Kabupaten/kota di dalamnya', district: 'Kecamatan di dalamnya', village: 'Desa dan kelurahan di dalamnya' } as Record<string, string>,
		name: 'Wilayah',
		designated: 'ditetapkan',
		noNeed: 'tidak diketahui'
	}
};

export const en = {
	title: 'Profile of an area',
	open: 'Profile',
	openOf: (name: string) => `Profile of ${name}`,
	contents: 'In this profile',
	wrong: (text: string) => `“${text}” is no code of an area.`,
	gone: {
		title: 'What came of it',
		around: 'The area around it was given another code. Look for it by its name in this area: numbers of villages often changed too.',
		share: (percent: string) => `${percent} of its residents`,
		since: (day: string) => `since ${day}`
	},
	onMap: 'Open on the planning map',
	inCoverage: 'Open in Coverage',
	compareWith: 'Compare with neighbours',
	address: 'Address of this page',
	about: {
		title: 'This area',
		code: 'Kemendagri code',
		kind: 'Kind',
		area: 'Area',
		population: 'Residents',
		place: 'A point inside',
		parts: { regency: 'Regencies/cities', district: 'Districts (kecamatan)', village: 'Villages (desa/kelurahan)' } as Record<string, string>,
		noPopulation: 'no figure of this area itself',
		map: (name: string) => `Map of ${name}`,
		mapSigns: 'Rings: designated villages. Squares: LTSA offices.'
	},
	programme: {
		title: 'Programme',
		village: 'Designation',
		villages: (n: string) => `Designated villages (${n})`,
		isNot: 'This village is not recorded as designated.',
		none: 'No village of this area is recorded as designated.',
		known: (n: string) => `This register names ${n} villages of all Indonesia; more were designated than are known by name, so counts here are the least. What was published:`,
		columns: { village: 'Village (desa)', programme: 'Programme', year: 'Year', status: 'Status', funding: 'Funding', source: 'Source' },
		noYear: 'year not stated',
		pillars: 'Pillars',
		pillarsNote: 'The state of each pillar by its latest record. Empty means that there is no record, not that it has not begun.',
		noRecord: 'no record',
		evidence: 'evidence',
		states: { not_started: 'not started', running: 'running', active: 'active', stalled: 'stalled' } as Record<string, string>,
		nearest: 'Nearest designated village',
		inside: 'inside this area'
	},
	offices: {
		title: 'One-stop service offices (LTSA)',
		nearest: 'Nearest LTSA',
		from: 'from a point inside the area, in a straight line on the ellipsoid',
		none: 'No LTSA is recorded that serves this area or one above it.',
		columns: { name: 'Office', serves: 'Serves', since: 'Since', status: 'Status', place: 'Place', source: 'Source' },
		status: { operating: 'operating', planned: 'planned', closed: 'closed' } as Record<string, string>,
		byRule: 'by rule; its address is not known',
		stated: 'stated by a source',
		earlier: (year: string) => `${year} or earlier`,
		desks: 'Which desks an office without a list of desks really has is not recorded.',
		desksOf: 'Desks'
	},
	coverage: {
		title: 'Coverage and need',
		note: 'Gap and rank are national. A need that is not known is not zero.',
		measure: 'Measure',
		village: 'Coverage is counted for districts and above: what stands here are the areas above this village.',
		rankOf: (rank: string, of: string, ties: string) => `Rank ${rank} of ${of} areas of its level whose need is known${ties}: 1 is furthest below its share.`,
		ties: (n: string) => `, the same as ${n} others`,
		why: (need: string, share: string, all: string, villages: string, expected: string, designated: string, gap: string) =>
			`Its need is ${need}, ${share} of the ${all} that is known. Of the ${villages} villages designated where need is known its proportional share is ${expected}; ${designated} are designated, so its gap is ${gap}.`,
		unranked: 'no rank: its need is not known',
		noGap: 'cannot be computed: its need is not known',
		needTitle: (name: string) => `Need of ${name}`,
		need: {
			known: (value: string, years: string, how: string) => `${value} migrant workers (PMI) placed in ${years} (${how}).`,
			leastParts: (value: string, known: string, of: string, year: string) => `At least ${value} (up to ${year}): ${known} of ${of} areas inside have a figure. The whole is not known.`,
			leastMonths: (value: string, when: string) => `At least ${value}: only a part of the year is known (${when}). The whole year is not.`,
			imputed: (low: string, high: string, year: string) => `Not published. By imputation it lies between ${low} and ${high} in ${year}; this takes no part in shares and ranks.`,
			most: (high: string, name: string, year: string) => `Not known by itself. It lies between 0 and ${high}, the figure of ${name} (${year}).`,
			missing: 'Not known: there is no figure of this area and nothing that bounds it. This is not the same as zero.'
		},
		source: 'Source'
	},
	figures: {
		title: 'Indicators',
		note: 'The latest figure of each indicator with its year, status and source. What is not known says so.',
		columns: { indicator: 'Indicator', value: 'Value', year: 'Year', status: 'Status', source: 'Where from' },
		partly: 'part of the area',
		of: (name: string, level: string) => `figure of ${name} (${level})`,
		made: (known: string, of: string) => `computed from ${known} of ${of} areas inside`,
		by: { sum: 'summed', population: 'weighted by residents', area_km2: 'weighted by area', villages: 'mean of villages' } as Record<string, string>,
		imputed: (low: string, high: string, year: string) => `imputed for ${year}: between ${low} and ${high}`,
		claimed: (value: string, when: string) => `${value} was published too${when ? ` (${when})` : ''}`
	},
	series: {
		title: 'By year',
		note: 'Only figures that are stated for this area itself. An empty circle is no observed figure of a whole year. A dotted line passes over years without a figure.',
		none: 'No indicator has figures of more than one year for this area itself.'
	},
	claims: {
		title: 'Figures that differ, and published ones',
		none: 'No figure was published of this area but those that are used above.'
	},
	parts: {
		title: { regency: 'Regencies and cities inside', district: 'Districts inside', village: 'Villages inside' } as Record<string, string>,
		name: 'Area',
		designated: 'designated',
		noNeed: 'not known'
	}
} satisfies Dictionary<typeof id>;
