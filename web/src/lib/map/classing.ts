import { evenBreaks, niceBreaks } from './palette';

/**
 * How values are cut into classes: as many areas in each, equal steps, or where they lie apart by nature (Jenks 1967). Around
 * a middle that means something there are equal steps to both sides.
 */
export const CLASSINGS = ['quantile', 'equal', 'natural', 'diverging'] as const;
export type Classing = (typeof CLASSINGS)[number];

/** Upper edges between at most `n` classes of the ascending `values`; `middle` is what a diverging scale turns around. */
export function breaksOf(classing: Classing, values: readonly number[], n: number, middle: number | null = null): number[] {
	if (classing === 'equal') return niceBreaks(values[0] ?? 0, values.at(-1) ?? 0, n);
	if (classing === 'natural') return legible(naturalBreaks(values, n), values);
	if (classing === 'diverging' && middle !== null) return divergingBreaks(values, middle, n);
	return evenBreaks(values, n);
}

/** Edges as round as a five-hundredth of the range allows: finer than the tiles tell values apart, and short enough to read. */
function legible(edges: readonly number[], values: readonly number[]): number[] {
	const slack = ((values.at(-1) ?? 0) - (values[0] ?? 0)) / 500;
	return [...new Set(edges.map((edge) => roundest(edge - slack, edge + slack)))];
}

/**
 * Edges between the `n` classes with the least sum of squared distances from their means, exact over all the ascending
 * `values`: Fisher's dynamic programme (Fisher 1958) with divide and conquer over its monotone cuts (ckmeans.1d.dp, Wang and
 * Song 2011), O(n · m log m) for m different values. Any number between two neighbouring classes divides the same
 * areas: each edge is the roundest of them.
 */
export function naturalBreaks(values: readonly number[], n: number): number[] {
	const { at, count } = distinct(values);
	const classes = Math.min(n, at.length);
	if (classes < 2) return [];
	const spread = spreadOf(at, count);
	const cuts: Int32Array[] = [];
	let before: Float64Array = Float64Array.from(at, (_, j) => spread(0, j));
	for (let k = 1; k < classes; k++) {
		const { best, cut } = nextClass(before, k, spread);
		cuts.push(cut);
		before = best;
	}
	const edges: number[] = [];
	for (let end = at.length - 1, k = classes - 1; k > 0; k--) {
		const start = cuts[k - 1]?.[end] ?? 0;
		edges.unshift(roundest(at[start - 1] ?? 0, at[start] ?? 0));
		end = start - 1;
	}
	return edges;
}

/** Different values, ascending, and how often each occurs. */
function distinct(values: readonly number[]): { at: number[]; count: number[] } {
	const at: number[] = [];
	const count: number[] = [];
	for (const value of values) {
		if (at.length && at[at.length - 1] === value) count[count.length - 1] = (count[count.length - 1] ?? 0) + 1;
		else {
			at.push(value);
			count.push(1);
		}
	}
	return { at, count };
}

/** Sum of squared distances from their mean of the values `i` to `j`. */
function spreadOf(at: readonly number[], count: readonly number[]): (i: number, j: number) => number {
	// Around the middle value, so that squares of large numbers do not swallow their differences.
	const centre = at[at.length >> 1] ?? 0;
	const weight = new Float64Array(at.length + 1);
	const sum = new Float64Array(at.length + 1);
	const square = new Float64Array(at.length + 1);
	at.forEach((value, i) => {
		const [x, w] = [value - centre, count[i] ?? 0];
		weight[i + 1] = (weight[i] ?? 0) + w;
		sum[i + 1] = (sum[i] ?? 0) + w * x;
		square[i + 1] = (square[i] ?? 0) + w * x * x;
	});
	const between = (of: Float64Array, i: number, j: number) => (of[j + 1] ?? 0) - (of[i] ?? 0);
	return (i, j) => Math.max(0, between(square, i, j) - between(sum, i, j) ** 2 / between(weight, i, j));
}

/** Least spread of the values up to each with one class more than `before`, and where that class begins. */
function nextClass(before: Float64Array, k: number, spread: (i: number, j: number) => number): { best: Float64Array; cut: Int32Array } {
	const size = before.length;
	const best = new Float64Array(size).fill(Infinity);
	const cut = new Int32Array(size);
	const fill = (low: number, high: number, from: number, to: number): void => {
		if (low > high) return;
		const j = (low + high) >> 1;
		let [least, start] = [Infinity, Math.max(from, k)];
		for (let i = start; i <= Math.min(j, to); i++) {
			const all = (before[i - 1] ?? Infinity) + spread(i, j);
			if (all < least) [least, start] = [all, i];
		}
		best[j] = least;
		cut[j] = start;
		// The last class of more values never begins earlier.
		fill(low, j - 1, from, start);
		fill(j + 1, high, start, to);
	};
	fill(k, size - 1, k, size - 1);
	return { best, cut };
}

/** The number with the fewest digits that is more than `below` and at most `above`. */
export function roundest(below: number, above: number): number {
	if (!(above > below)) return above;
	for (let power = 10 ** Math.ceil(Math.log10(above - below)); power > (above - below) * 1e-6; power /= 10) {
		for (const step of [5 * power, 2 * power, power]) {
			const found = Number((Math.floor(above / step + 1e-9) * step).toPrecision(12));
			if (found > below && found <= above) return found;
		}
	}
	return above;
}

/**
 * Edges in equal steps around `middle`, which lies in the middle of the middle class to within a twentieth of it. The outer classes begin where all but
 * the outermost twentieth of the values lie within, so that one extreme does not bleach the rest.
 */
function divergingBreaks(values: readonly number[], middle: number, n: number): number[] {
	const apart = values.map((value) => Math.abs(value - middle)).sort((a, b) => a - b);
	const reach = apart[Math.floor(0.95 * (apart.length - 1))] ?? 0;
	const odd = n % 2 ? n : n - 1;
	const [step] = steps(reach / (odd / 2));
	if (!(reach > 0) || step === undefined) return [];
	const around = Math.round(middle / (step / 10)) * (step / 10);
	return Array.from({ length: odd - 1 }, (_, i) => Number((around + (i - (odd - 2) / 2) * step).toPrecision(10)));
}

/** Round steps of at least `raw`: 1, 2, 2.5 or 5 times a power of ten. */
function steps(raw: number): number[] {
	const power = 10 ** Math.floor(Math.log10(raw));
	return [1, 2, 2.5, 5, 10].map((m) => m * power).filter((step) => step >= raw * 0.9);
}
