import type { CoverageClasses, CoverageRow } from '$lib/api';
import { classesOf } from '$lib/map/legend';
import { classOf, diverging, sequential } from '$lib/map/palette';
import type { Measure } from './rows';

/** Colours of one measure, the same on map, chart and legend. */
export interface MeasureColours {
	/** Class edges, ascending; one fewer than `colours`. */
	breaks: readonly number[];
	colours: readonly string[];
	/** Only whole numbers are shown. */
	whole: boolean;
	of(value: number): string;
}

/** Measures that count whole things. */
const COUNTS: readonly Measure[] = ['designated', 'ltsa'];

/**
 * Colours of a measure in the classes that the server made of the whole country, so that a colour means the same wherever one
 * looks. The gap has a meaningful middle (exactly its share) and diverges from it; others run from little to much.
 */
export function measureColours(measure: Measure, classes: CoverageClasses | undefined, dark: boolean): MeasureColours {
	const breaks = classes?.[measure] ?? [];
	if (measure !== 'gap') return risingColours(breaks, dark, COUNTS.includes(measure));
	// Positive gap (still short) is orange, negative (above its share) purple.
	const all = [...diverging(dark)].reverse();
	return coloursOf(breaks, breaks.length ? all : all.slice(3, 4), false);
}

/** Classes from little to much. */
export function risingColours(breaks: readonly number[], dark: boolean, whole: boolean): MeasureColours {
	return coloursOf(breaks, sequential(breaks.length + 1, dark), whole);
}

function coloursOf(breaks: readonly number[], colours: readonly string[], whole: boolean): MeasureColours {
	return { breaks, colours, whole, of: (value) => colours[classOf(value, breaks)] ?? colours[0] ?? 'currentColor' };
}

/** What a map shows of areas: the measure, or designated villages where it is known of none of them. */
export function drawnOf(measure: Measure, rows: readonly CoverageRow[], classes: CoverageClasses | undefined, dark: boolean): { measure: Measure; colours: MeasureColours } {
	const drawn = rows.some((row) => row[measure] !== null) ? measure : 'designated';
	return { measure: drawn, colours: measureColours(drawn, classes, dark) };
}

/** Every class with what is in it, low to high; `alike` says that all areas of the country are the same. */
export function legendOf(of: MeasureColours, format: (value: number) => string, alike: string): { colour: string; text: string }[] {
	return classesOf({ ...of, format }).map(({ colour, text }) => ({ colour, text: text || alike }));
}
