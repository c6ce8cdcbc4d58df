import type { ExpressionSpecification } from 'maplibre-gl';
import type { Indicator } from '$lib/api';
import type { PageCriterion } from './document/document';
import { valueAt, valueExpression, type Stops } from './stops';

/**
 * The score of a feature in a tile, twice: as a MapLibre expression for the map and as a function for
 * tooltips and tests. Both say
 *
 *     score = Σ wⱼ · clamp(rⱼ, 0, 1),   rⱼ = (x − a) / (b − a) for a benefit, (b − x) / (b − a) for a cost,
 *     x = the value that the tile's integer stands for, by the stops of its column,
 *
 * with goalposts a < b. A missing value adds nothing, as in the server's `missing: "interval"`.
 */

/** A criterion as the arithmetic needs it: its part `r` by the tile's integer, clamped, times `weight`. */
export interface Term {
	indicator: string;
	weight: number;
	/** As the column's stops, in parts instead of values: straight lines stay straight. */
	parts: Stops;
}

/** Criteria that can be drawn: known to the catalogue, with different goalposts; weights divided by their sum. */
export function terms(criteria: readonly PageCriterion[], indicators: ReadonlyMap<string, Indicator>): Term[] {
	const total = criteria.reduce((sum, criterion) => sum + criterion.weight, 0);
	return criteria.flatMap((criterion) => {
		const indicator = indicators.get(criterion.indicator);
		const [a, b] = criterion.goalposts;
		if (!indicator?.tile || !(b > a) || !(total > 0)) return [];
		const sign = criterion.direction === 'cost' ? -1 : 1;
		const from = criterion.direction === 'cost' ? b : a;
		return [
			{
				indicator: criterion.indicator,
				weight: criterion.weight / total,
				parts: indicator.tile.stops.map(([step, value]) => [step, (sign * (value - from)) / (b - a)])
			}
		];
	});
}

/** The score as an expression over the properties of a feature. */
export function scoreExpression(list: readonly Term[]): ExpressionSpecification {
	const parts = list
		.filter((term) => term.weight > 0)
		.map((term): ExpressionSpecification => {
			const part = valueExpression(term.indicator, term.parts);
			return ['case', ['has', term.indicator], ['*', term.weight, ['max', 0, ['min', 1, part]]], 0];
		});
	return ['+', 0, ...parts] as ExpressionSpecification;
}

/** The share of the weight that has a value, as an expression. */
export function presentExpression(list: readonly Term[]): ExpressionSpecification {
	const parts = list
		.filter((term) => term.weight > 0)
		.map((term): ExpressionSpecification => ['case', ['has', term.indicator], term.weight, 0]);
	return ['+', 0, ...parts] as ExpressionSpecification;
}

/** The score of a feature's properties and the share of the weight that has a value. */
export function scoreOf(properties: Record<string, unknown>, list: readonly Term[]): { score: number; present: number } {
	let score = 0;
	let present = 0;
	for (const term of list) {
		const integer = properties[term.indicator];
		if (typeof integer !== 'number') continue;
		present += term.weight;
		score += term.weight * Math.max(0, Math.min(1, valueAt(term.parts, integer)));
	}
	return { score, present };
}

/** Below this share of the weight a score is marked as incomplete; a selection does not take such villages. */
export const ENOUGH = 0.8;
/** Below this share of the weight a score would say more about reporting than about the village: no colour. */
export const SOME = 0.5;
// A hair below, because shares such as 0.5 + 0.3 are not exactly 0.8 in binary.
const HAIR = 1e-9;

/** Scores of a sample of features, ascending, without those that are not assessed. */
export function scoresOf(sample: readonly Record<string, unknown>[], list: readonly Term[], needed: readonly string[] = []): number[] {
	return sample
		.filter((properties) => needed.every((id) => id in properties))
		.map((properties) => scoreOf(properties, list))
		.filter((one) => one.present >= SOME - HAIR)
		.map((one) => one.score)
		.sort((a, b) => a - b);
}

/** The score of values in their own units, as the server computes it, and the share of the weight that has a value. */
export function scoreOfValues(values: Readonly<Record<string, number | null>>, criteria: readonly PageCriterion[]): { score: number; present: number } {
	const total = criteria.reduce((sum, one) => sum + one.weight, 0) || 1;
	let score = 0;
	let present = 0;
	for (const { indicator, weight, direction, goalposts: [a, b] } of criteria) {
		const value = values[indicator] ?? null;
		if (value === null) continue;
		present += weight / total;
		if (!(b > a)) continue;
		const part = direction === 'cost' ? (b - value) / (b - a) : (value - a) / (b - a);
		score += (weight / total) * Math.max(0, Math.min(1, part));
	}
	return { score, present };
}

/**
 * Values and colours between which a continuous scale runs: each colour in the middle of its class, and half of both
 * neighbours at the edge between them, as in a legend whose classes are equally wide. The two outer classes are as wide as
 * their neighbours.
 */
export function rampStops(breaks: readonly number[], colours: readonly string[]): [number, string][] {
	const lowest = breaks[0] ?? 0;
	const last = breaks.at(-1) ?? 0;
	const edges = [2 * lowest - (breaks[1] ?? lowest + 0.1), ...breaks, 2 * last - (breaks.at(-2) ?? last - 0.1)];
	return colours.flatMap((colour, i): [number, string][] => {
		const [from, to] = [edges[i] ?? 0, edges[i + 1] ?? 0];
		const middle: [number, string] = [(from + to) / 2, colour];
		const next = colours[i + 1];
		return next === undefined ? [middle] : [middle, [to, half(colour, next)]];
	});
}

/** The colour between two colours written `#rrggbb`. */
function half(a: string, b: string): string {
	const at = (colour: string, i: number) => Number.parseInt(colour.slice(i, i + 2), 16);
	return `rgb(${[1, 3, 5].map((i) => (at(a, i) + at(b, i)) / 2).join(', ')})`;
}

/** The score rests on an imputed figure: the tile has none, the feature's state says so. */
export const IMPUTED: ExpressionSpecification = ['boolean', ['feature-state', 'imputed'], false];

/** The area cannot be assessed by the figures that the plan reads, whatever the tile has: the feature's state says so. */
const UNKNOWN: ExpressionSpecification = ['boolean', ['feature-state', 'unknown'], false];

/** True where an area is not assessed: too little of the weight has a value, or what a candidate is asked for is unknown. */
function unassessed(list: readonly Term[], needed: readonly string[]): ExpressionSpecification {
	const unknown: ExpressionSpecification = ['any', ['<', presentExpression(list), SOME - HAIR], ...needed.map((id): ExpressionSpecification => ['!', ['has', id]])];
	return ['any', UNKNOWN, ['all', ['!', IMPUTED], unknown]];
}

/**
 * Colour by class (or continuously between the breaks); where an area is not assessed the colour of missing data. Tiles
 * hold a hundred steps of a value: where the exact score is known, it is the feature's state `score`.
 */
export function colourExpression(
	list: readonly Term[],
	breaks: readonly number[],
	colours: readonly string[],
	missing: string,
	continuous: boolean,
	needed: readonly string[] = []
): ExpressionSpecification {
	const score: ExpressionSpecification = ['coalesce', ['feature-state', 'score'], scoreExpression(list)];
	const first = colours[0] ?? missing;
	let scale: unknown[] | string = first;
	if (breaks.length > 0 && continuous) scale = ['interpolate', ['linear'], score, ...rampStops(breaks, colours).flat()];
	else if (breaks.length > 0) scale = ['step', score, first, ...breaks.flatMap((value, i) => [value, colours[i + 1] ?? first])];
	return ['case', unassessed(list, needed), missing, scale] as ExpressionSpecification;
}

/** 1 where the hatch for areas that are not assessed belongs, else 0. */
export function missingExpression(list: readonly Term[], needed: readonly string[] = []): ExpressionSpecification {
	return ['case', unassessed(list, needed), 1, 0];
}

/** 1 where a score stands on part of the data, on imputed figures or not on the leading criterion, and wears lines over its colour, else 0. */
export function partialExpression(list: readonly Term[], needed: readonly string[] = [], lead: string | null = null): ExpressionSpecification {
	const little: ExpressionSpecification = ['<', presentExpression(list), ENOUGH - HAIR];
	const without: ExpressionSpecification = lead === null ? little : ['any', little, ['!', ['has', lead]]];
	return ['case', ['any', IMPUTED, ['all', ['!', unassessed(list, needed)], without]], 1, 0];
}
