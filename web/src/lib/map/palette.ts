import { bisectRight, quantileSorted } from 'd3-array';
import themes from './style/themes.json';

/**
 * Sequential colour scales of seven classes, low to high. Both are safe for colour-blind readers:
 * YlGnBu of ColorBrewer (Harrower & Brewer 2003) on paper, where more is darker, and viridis
 * (Smith & van der Walt 2015) in the dark, where more is brighter.
 */
export const LIGHT: readonly string[] = themes.light.sequential;
export const DARK: readonly string[] = themes.dark.sequential;
/** Diverging, for differences around a meaningful middle: ColorBrewer PuOr, seven classes. */
export const DIVERGING: readonly string[] = themes.light.diverging;

/** The same hues for the dark map, where what is far from the middle is bright. */
export const DIVERGING_DARK: readonly string[] = themes.dark.diverging;

/** The seven diverging colours of the theme, low to high. */
export function diverging(dark: boolean): readonly string[] {
	return dark ? DIVERGING_DARK : DIVERGING;
}

/** `n` colours of the theme's sequential scale, low to high. */
export function sequential(n: number, dark: boolean): string[] {
	const all = dark ? DARK : LIGHT;
	if (n >= all.length) return [...all];
	const at = (i: number) => all[i] ?? '';
	if (n <= 1) return [at(4)];
	return Array.from({ length: n }, (_, i) => at(Math.round((i * (all.length - 1)) / (n - 1))));
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

/** The ground of the light and of the dark map: the colours that the style names. */
export function ground(dark: boolean): Ground {
	return dark ? themes.dark : themes.light;
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
	const step = 10 ** Math.floor(Math.log10(((high - low) / n) * 0.5 || 1)) || 1;
	const known = [...values];
	const edges = Array.from({ length: n - 1 }, (_, i) => quantileSorted(known, (i + 1) / n) ?? high);
	const round = [...new Set(edges.map((edge) => Number((Math.round(edge / step) * step).toPrecision(10))))].filter((edge) => edge > low && edge <= high);
	return round.length >= Math.min(4, n - 1) ? round : niceBreaks(low, high, n);
}

/** The class of a value: how many breaks it has reached. */
export function classOf(value: number, breaks: readonly number[]): number {
	return bisectRight(breaks, value);
}
