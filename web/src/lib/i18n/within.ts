import type { Dictionary } from './dictionary';

export const id = {
	title: 'Menurut area di peta',
	intro: 'Gambar sebuah area, atau tulis koordinatnya: desa yang titiknya di dalamnya dihitung dan didaftar.',
	kind: 'Bentuk',
	kinds: { polygon: 'Poligon', circle: 'Lingkaran', corridor: 'Koridor' },
	draw: 'Gambar di peta',
	drawing: {
		polygon: 'Klik sudut-sudutnya di peta (papan ketik: panah lalu Enter).',
		circle: 'Klik pusatnya, lalu tepinya (papan ketik: panah lalu Enter).',
		corridor: 'Klik titik-titik garisnya di peta (papan ketik: panah lalu Enter).'
	},
	finish: 'Selesai menggambar',
	corners: (n: string) => `${n} titik`,
	places: { polygon: 'Sudut: bujur, lintang per baris', circle: 'Pusat: bujur, lintang', corridor: 'Garis: bujur, lintang per baris' },
	km: { circle: 'Jari-jari (km)', corridor: 'Jarak ke kiri dan kanan (km)' },
	ask: 'Cari desa',
	clear: 'Hapus area',
	wrong: {
		places: 'Setiap baris memuat bujur dan lintang dalam derajat, misalnya 116,35 ditulis 116.35, -8.58.',
		few: { polygon: 'Poligon memerlukan sedikitnya tiga sudut, paling banyak empat puluh.', circle: 'Lingkaran memerlukan satu pusat.', corridor: 'Koridor memerlukan sedikitnya dua titik, paling banyak empat puluh.' },
		km: 'Jaraknya lebih dari 0 dan paling jauh 1.000 km.'
	},
	found: (n: string) => `${n} desa/kelurahan`,
	among: (kelurahan: string, designated: string) => `${kelurahan} kelurahan; ${designated} sudah desa Desmigratif`,
	none: 'Tidak ada titik desa di dalam area ini.',
	differ: 'Daftar dan SQL tidak sepakat tentang jumlah desa; angka di bawah tidak ditampilkan.',
	figures: 'Angka desa di dalam area',
	indicator: 'Indikator',
	value: 'Nilai',
	sum: 'jumlah',
	mean: 'rata-rata desa',
	ofRegency: (level: string) => `angka ${level}`,
	known: (n: string, of: string) => `${n} dari ${of} desa berangka`,
	notTold: (level: string) => `angka ${level}, tidak dapat dijumlahkan menurut desa`,
	rule: 'Desa dihitung bila titiknya di dalam area. Jarak menurut elipsoid WGS 84; tepi koridor setepat 0,25%.',
	list: 'Desa di dalam area',
	more: (n: string) => `Tampilkan ${n} lagi`,
	beyond: (n: string) => `Daftar ini memuat ${n} desa pertama; semuanya ada di SQL.`,
	distance: (km: string) => `${km} km`
};

export const en = {
	title: 'By area on the map',
	intro: 'Draw an area or write its coordinates: villages whose point lies in it are counted and listed.',
	kind: 'Shape',
	kinds: { polygon: 'Polygon', circle: 'Circle', corridor: 'Corridor' },
	draw: 'Draw on the map',
	drawing: {
		polygon: 'Click its corners on the map (keyboard: arrows, then Enter).',
		circle: 'Click its middle, then its edge (keyboard: arrows, then Enter).',
		corridor: 'Click the points of its line on the map (keyboard: arrows, then Enter).'
	},
	finish: 'Finish drawing',
	corners: (n: string) => `${n} points`,
	places: { polygon: 'Corners: lon, lat, one a line', circle: 'Middle: lon, lat', corridor: 'Line: lon, lat, one a line' },
	km: { circle: 'Radius (km)', corridor: 'Distance to the left and right (km)' },
	ask: 'Find villages',
	clear: 'Remove the area',
	wrong: {
		places: 'Each line holds longitude and latitude in degrees, for instance 116.35, -8.58.',
		few: { polygon: 'A polygon needs three corners at least, forty at most.', circle: 'A circle needs one middle.', corridor: 'A corridor needs two points at least, forty at most.' },
		km: 'The distance is more than 0 and at most 1,000 km.'
	},
	found: (n: string) => `${n} villages (desa/kelurahan)`,
	among: (kelurahan: string, designated: string) => `${kelurahan} kelurahan; ${designated} are Desmigratif villages already`,
	none: 'No village has its point in this area.',
	differ: 'The list and SQL disagree about how many villages there are; no figures are shown.',
	figures: 'Figures of the villages in the area',
	indicator: 'Indicator',
	value: 'Value',
	sum: 'sum',
	mean: 'mean of villages',
	ofRegency: (level: string) => `a figure of the ${level}`,
	known: (n: string, of: string) => `${n} of ${of} villages have a figure`,
	notTold: (level: string) => `a figure of the ${level}: it does not add up over villages`,
	rule: 'A village counts when its point lies in the area. Distances on the ellipsoid of WGS 84; the edge of a corridor to 0.25%.',
	list: 'Villages in the area',
	more: (n: string) => `Show ${n} more`,
	beyond: (n: string) => `This list holds the first ${n} villages; SQL has them all.`,
	distance: (km: string) => `${km} km`
} satisfies Dictionary<typeof id>;
