import { quantileBreaks } from '$lib/charts/scales';
import { classOf, DIVERGING, sequential } from '$lib/map/palette';
import type { Measure } from './rows';

/** Colours of one measure, the same on map, chart and legend. */
export interface MeasureColours {
	/** Class edges, ascending; one fewer than `colours`. */
	breaks: number[];
	colours: string[];
	of(value: number): string;
}

/**
 * Classes of a measure over the listed areas. The gap has a meaningful middle (exactly its share) and diverges from
 * it in equal steps to both sides; the other measures run from little to much in quantiles.
 */
export function measureColours(measure: Measure, values: readonly (number | null)[], dark: boolean): MeasureColours {
	const scale = measure === 'gap' ? diverging(values) : rising(values, dark);
	return { ...scale, of: (value) => scale.colours[classOf(value, scale.breaks)] ?? scale.colours[0] ?? 'currentColor' };
}

/** Classes from little to much, for values of one kind in several areas. */
export function risingColours(values: readonly (number | null)[], dark: boolean): MeasureColours {
	const scale = rising(values, dark);
	return { ...scale, of: (value) => scale.colours[classOf(value, scale.breaks)] ?? scale.colours[0] ?? 'currentColor' };
}

/** Edges with two digits, so that a legend reads 1,6 and not 1,5873; whole numbers under a hundred stay. */
function readable(breaks: number[]): number[] {
	return [...new Set(breaks.map((edge) => Number(edge.toPrecision(2))))];
}

function rising(values: readonly (number | null)[], dark: boolean) {
	const breaks = readable(quantileBreaks(values, 5));
	return { breaks, colours: sequential(breaks.length + 1, dark) };
}

function diverging(values: readonly (number | null)[]) {
	const sizes = values.filter((v): v is number => v !== null && v !== 0).map(Math.abs);
	// Two steps to each side, at a third and at the whole of the typical size, so that one extreme does not bleach the rest.
	const [third, two = third] = readable(quantileBreaks([0, ...sizes], 3));
	if (third === undefined || two === undefined) return { breaks: [], colours: DIVERGING.slice(3, 4) };
	const steps = third === two ? [third] : [third, two];
	const breaks = [...steps.map((s) => -s).reverse(), ...steps];
	// Positive gap (still short) is orange, negative (above its share) purple.
	const all = [...DIVERGING].reverse();
	const colours = steps.length === 2 ? [all[0], all[1], all[3], all[5], all[6]] : [all[1], all[3], all[5]];
	return { breaks, colours: colours.filter((c) => c !== undefined) };
}
