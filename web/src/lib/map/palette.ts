/**
 * Sequential colour scales of seven classes, low to high. Both are safe for colour-blind readers:
 * YlGnBu of ColorBrewer (Harrower & Brewer 2003) on paper, where more is darker, and viridis
 * (Smith & van der Walt 2015) in the dark, where more is brighter.
 */
export const LIGHT = ['#ffffcc', '#c7e9b4', '#7fcdbb', '#41b6c4', '#1d91c0', '#225ea8', '#0c2c84'] as const;
export const DARK = ['#46307e', '#3b528b', '#2c728e', '#21918c', '#3fb872', '#9fd938', '#fde725'] as const;
/** Diverging, for differences around a meaningful middle: ColorBrewer PuOr, seven classes. */
export const DIVERGING = ['#b35806', '#f1a340', '#fee0b6', '#f7f7f7', '#d8daeb', '#998ec3', '#542788'] as const;

/** `n` colours of the theme's sequential scale, low to high. */
export function sequential(n: number, dark: boolean): string[] {
	const all = dark ? DARK : LIGHT;
	if (n >= all.length) return [...all];
	if (n <= 1) return [all[4]];
	return Array.from({ length: n }, (_, i) => all[Math.round((i * (all.length - 1)) / (n - 1))] ?? all[0]);
}

/** Colours of the map that carry no data. */
export interface Ground {
	sea: string;
	land: string;
	neighbour: string;
	border: string;
	coast: string;
	label: string;
	halo: string;
	missing: string;
	hatch: string;
	/** Thin lines over a colour that stands on part of the data. */
	partial: string;
	accent: string;
	hover: string;
	mark: string;
	markHalo: string;
	/** Surely in, contested, surely out: blue and orange stay apart for colour-blind readers, and each has its own sign. */
	sure: string;
	contested: string;
	out: string;
}

/** The ground of the light and of the dark map. */
export function ground(dark: boolean): Ground {
	return dark
		? {
				sea: '#0c1315',
				land: '#1c2527',
				neighbour: '#151d1f',
				border: '#0c1315',
				coast: '#4a5b5f',
				label: '#eef2ef',
				halo: '#0c1315',
				missing: '#2a3335',
				hatch: '#66767a',
				partial: 'rgba(12, 19, 21, 0.55)',
				accent: '#ff9a62',
				hover: '#ffffff',
				mark: '#ffffff',
				markHalo: '#0c1315',
				sure: '#56b4e9',
				contested: '#f0a93a',
				out: '#2b3537'
			}
		: {
				sea: '#e4ecef',
				land: '#efece4',
				neighbour: '#f3f1eb',
				border: '#ffffff',
				coast: '#8b9794',
				label: '#1c2421',
				halo: '#ffffff',
				missing: '#ebe8e0',
				hatch: '#a39e91',
				partial: 'rgba(255, 255, 255, 0.6)',
				accent: '#d1490c',
				hover: '#111816',
				mark: '#111816',
				markHalo: '#ffffff',
				sure: '#00508f',
				contested: '#e08a00',
				out: '#d9d7cf'
			};
}

/**
 * Upper edges between classes: `n - 1` round numbers that cut `low … high` into `n` equal steps. The
 * step is 1, 2, 2.5 or 5 times a power of ten, so that a legend reads 0,35 0,40 0,45 and not 0,3517.
 */
export function niceBreaks(low: number, high: number, n: number): number[] {
	if (!(high > low) || n < 2) return [];
	const raw = (high - low) / n;
	const power = 10 ** Math.floor(Math.log10(raw));
	const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.8) ?? 10 * power;
	const first = Math.ceil((low + high) / 2 / step - (n - 1) / 2) * step;
	return Array.from({ length: n - 1 }, (_, i) => Number((first + i * step).toPrecision(10)));
}

/**
 * Upper edges between classes that hold equally many of the ascending `values`, as round as the values allow; fewer
 * where values repeat, evenly spaced steps where they say too little.
 */
export function evenBreaks(values: readonly number[], n: number): number[] {
	const [low, high] = [values[0] ?? 0, values.at(-1) ?? 0];
	if (values.length < 5) return niceBreaks(low, high, n);
	const at = (place: number) => {
		const i = Math.floor(place);
		const [a, b] = [values[i] ?? high, values[i + 1] ?? high];
		return a + (b - a) * (place - i);
	};
	const step = 10 ** Math.floor(Math.log10(((high - low) / n) * 0.5 || 1)) || 1;
	const edges = Array.from({ length: n - 1 }, (_, i) => at(((i + 1) / n) * (values.length - 1)));
	const round = [...new Set(edges.map((edge) => Number((Math.round(edge / step) * step).toPrecision(10))))].filter((edge) => edge > low && edge <= high);
	return round.length >= Math.min(4, n - 1) ? round : niceBreaks(low, high, n);
}

/** The class of a value: how many breaks it has reached. */
export function classOf(value: number, breaks: readonly number[]): number {
	let at = 0;
	while (at < breaks.length && value >= (breaks[at] ?? Infinity)) at += 1;
	return at;
}
