import type { Dictionary } from './dictionary';

export const id = {
	show: 'Isi peta',
	score: 'Skor prioritas',
	indicators: 'Indikator',
	beside: 'Geser banding',
	nothing: 'tanpa',
	here: 'Skor rencana ini',
	scenarios: 'Skenario tersimpan',
	scenario: (name: string) => `Skor skenario ${name}`,
	scenarioFailed: 'Skenario pembanding tidak dapat dimuat.',
	sameClasses: 'Kelas sama di kedua sisi.',
	classing: 'Kelas',
	classings: { quantile: 'Kuantil', equal: 'Selang sama', natural: 'Alami (Jenks)', diverging: 'Dua arah' },
	classingHelp: {
		quantile: 'Jumlah wilayah di tiap kelas kira-kira sama.',
		equal: 'Lebar setiap kelas sama.',
		natural: 'Batas alami menurut Jenks, dihitung tepat atas semua nilai; skor desa atas contoh satu dari 17 desa.',
		diverging: 'Selang sama di bawah dan di atas rata-rata nasional.'
	},
	continuous: 'menerus',
	villages: 'nilai desa',
	means: (level: string) => `rata-rata desa per ${level}`,
	middle: (value: string) => `Tengah: rata-rata nasional ${value}.`,
	note: (unit: string, year: string, status: string) => `${unit}. Tahun ${year}, ${status}.`,
	ofLevel: (level: string) => `Angka ${level}: semua desa di dalamnya sama.`,
	about: (value: string) => `≈ ${value}`,
	atMost: (value: string) => `≤ ${value}`,
	atLeast: (value: string) => `≥ ${value}`,
	slider: {
		label: 'Batas kedua peta',
		value: (percent: string) => `${percent} peta kiri`,
		left: 'Kiri',
		right: 'Kanan',
		close: 'Akhiri perbandingan'
	}
};

export const en = {
	show: 'Map shows',
	score: 'Priority score',
	indicators: 'Indicators',
	beside: 'Swipe against',
	nothing: 'nothing',
	here: 'Score of this plan',
	scenarios: 'Saved scenarios',
	scenario: (name: string) => `Score of scenario ${name}`,
	scenarioFailed: 'The scenario to compare with could not be loaded.',
	sameClasses: 'The classes are the same on both sides.',
	classing: 'Classes',
	classings: { quantile: 'Quantiles', equal: 'Equal steps', natural: 'Natural (Jenks)', diverging: 'Diverging' },
	classingHelp: {
		quantile: 'About as many areas in each class.',
		equal: 'All classes are equally wide.',
		natural: 'Natural breaks (Jenks), exact over all values; scores of villages over a sample of one village in 17.',
		diverging: 'Equal steps below and above the national mean.'
	},
	continuous: 'continuous',
	villages: 'village values',
	means: (level: string) => `means of the villages by ${level}`,
	middle: (value: string) => `Middle: the national mean, ${value}.`,
	note: (unit: string, year: string, status: string) => `${unit}. Year ${year}, ${status}.`,
	ofLevel: (level: string) => `A figure of the ${level}: all villages in it have the same.`,
	about: (value: string) => `≈ ${value}`,
	atMost: (value: string) => `≤ ${value}`,
	atLeast: (value: string) => `≥ ${value}`,
	slider: {
		label: 'Border between the two maps',
		value: (percent: string) => `${percent} left map`,
		left: 'Left',
		right: 'Right',
		close: 'End the comparison'
	}
} satisfies Dictionary<typeof id>;
