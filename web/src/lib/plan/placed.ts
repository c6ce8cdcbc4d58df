import type { ExpressionSpecification } from 'maplibre-gl';
import { rampStops, SOME, ENOUGH } from './score';

/**
 * Where areas stand on the scale, computed here instead of from the properties of tiles. A colour that reads nothing
 * but the state of a feature stays the same while weights move: only areas whose place changes are told, and no tile
 * is taken apart again, which takes the map several times as long.
 */
export interface Place {
	/** `null` where the area is not assessed. */
	score: number | null;
	/** The number of its class, and how far it lies within; −1 where it is not assessed. */
	at: number;
	/** It stands on part of the data and wears lines. */
	lines: boolean;
	/** It rests on an imputed figure. */
	imputed: boolean;
}

/** What is known of an area: its score, the share of the weight that has a value, whether the leading criterion has. */
export interface Assessed {
	score: number | null;
	present: number;
	led: boolean;
	imputed: boolean;
}

/** Steps within a class that the eye could tell apart on a continuous scale. */
const STEPS = 64;
const HAIR = 1e-9;

/** The number of the class of a score; on a `continuous` scale with the share of the class that lies below it. */
export function placeOf(score: number, breaks: readonly number[], continuous: boolean): number {
	const number = breaks.filter((value) => value <= score).length;
	if (!continuous) return number;
	const lowest = breaks[0] ?? 0;
	const last = breaks.at(-1) ?? 0;
	// Outer classes are as wide as their neighbours, as on the ramp of tiles.
	const from = breaks[number - 1] ?? 2 * lowest - (breaks[1] ?? lowest + 0.1);
	const to = breaks[number] ?? 2 * last - (breaks.at(-2) ?? last - 0.1);
	const share = to > from ? Math.min(1 - 1 / STEPS, Math.max(0, (score - from) / (to - from))) : 0.5;
	return number + Math.round(share * STEPS) / STEPS;
}

/** The place of an area on the scale. */
export function placed({ score, present, led, imputed }: Assessed, breaks: readonly number[], continuous: boolean): Place {
	if (score === null || (!imputed && present < SOME - HAIR)) return { score: null, at: -1, lines: false, imputed };
	return { score, at: placeOf(score, breaks, continuous), lines: imputed || present < ENOUGH - HAIR || !led, imputed };
}

const AT: ExpressionSpecification = ['coalesce', ['feature-state', 'at'], -1];

/** The colour of a place. */
export function placedColour(colours: readonly string[], missing: string, continuous: boolean): ExpressionSpecification {
	if (!continuous) return ['step', AT, missing, ...colours.flatMap((colour, i) => [i, colour])] as unknown as ExpressionSpecification;
	const edges = colours.slice(1).map((_, i) => i + 1);
	return ['case', ['<', AT, 0], missing, ['interpolate', ['linear'], AT, ...rampStops(edges, colours).flat()]] as unknown as ExpressionSpecification;
}

/** 1 where the hatch for areas that are not assessed belongs, else 0; a plain 0, which costs nothing, where all are. */
export function placedMissing(places: Iterable<Place>): ExpressionSpecification | number {
	for (const { at } of places) if (at < 0) return ['case', ['<', AT, 0], 1, 0];
	return 0;
}

/** 1 where lines belong over the colour, else 0. */
export function placedLines(places: Iterable<Place>): ExpressionSpecification | number {
	for (const { lines } of places) if (lines) return ['case', ['boolean', ['feature-state', 'lines'], false], 1, 0];
	return 0;
}
