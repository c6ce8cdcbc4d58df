import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';

/** Geometry of one bar on a zero-based horizontal axis, in pixels. */
export interface Bar {
	x: number;
	width: number;
}

/** A zero-based axis: bars start at zero, and negative values run to the left of it. */
export interface ZeroAxis {
	/** Position of zero. */
	zero: number;
	ticks: number[];
	at(value: number): number;
	bar(value: number): Bar;
}

/** Zero-based linear axis over `values` (missing ones are left out), `width` pixels wide. */
export function zeroAxis(values: readonly (number | null | undefined)[], width: number, tickCount = 4): ZeroAxis {
	const known = values.filter((v): v is number => typeof v === 'number' && Number.isFinite(v));
	const [low, high] = extent([0, ...known]);
	const lo = low ?? 0;
	const hi = high ?? 0;
	const scale = scaleLinear()
		.domain(lo === hi ? [0, 1] : [lo, hi])
		.range([0, Math.max(0, width)])
		.nice(tickCount);
	const zero = scale(0);
	return {
		zero,
		ticks: scale.ticks(tickCount),
		at: (value) => scale(value),
		bar(value) {
			const end = scale(value);
			return { x: Math.min(zero, end), width: Math.abs(end - zero) };
		}
	};
}

/** One bin of a histogram, in data units and pixels. */
export interface Bin extends Bar {
	from: number;
	to: number;
	count: number;
	height: number;
}

/**
 * Bins of a histogram laid out on `width` × `height` pixels. `edges` has one value more than `counts`; bins may be
 * unequal, and each is drawn as wide as it is.
 */
export function histogramBins(
	edges: readonly number[],
	counts: readonly number[],
	width: number,
	height: number
): Bin[] {
	const first = edges[0];
	const last = edges[edges.length - 1];
	if (first === undefined || last === undefined || edges.length !== counts.length + 1) return [];
	const x = scaleLinear()
		.domain(first === last ? [first, first + 1] : [first, last])
		.range([0, width]);
	const y = scaleLinear()
		.domain([0, Math.max(1, ...counts)])
		.range([0, height]);
	return counts.map((count, i) => {
		const from = edges[i] ?? first;
		const to = edges[i + 1] ?? last;
		return { from, to, count, x: x(from), width: Math.max(0, x(to) - x(from)), height: y(count) };
	});
}

/**
 * Breaks between `classes` quantile classes of the known values, ascending, without repeats. Quantiles keep a skewed
 * distribution (most areas near zero) readable on a map.
 */
export function quantileBreaks(values: readonly (number | null | undefined)[], classes: number): number[] {
	const sorted = values
		.filter((v): v is number => typeof v === 'number' && Number.isFinite(v))
		.sort((a, b) => a - b);
	const breaks: number[] = [];
	for (let k = 1; k < classes; k++) {
		const value = sorted[Math.min(sorted.length - 1, Math.floor((k * sorted.length) / classes))];
		// A break at the minimum would leave an empty first class.
		if (value !== undefined && value > (sorted[0] ?? value) && value !== breaks.at(-1)) breaks.push(value);
	}
	return breaks;
}
