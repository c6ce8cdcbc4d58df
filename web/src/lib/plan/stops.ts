import type { ExpressionSpecification } from 'maplibre-gl';

/**
 * How tiles write values: pairs of an integer and its value, the integers ascending from 0 to 100, with straight lines between
 * them. Values beyond the ends have the integer of the nearest.
 */
export type Stops = readonly (readonly [number, number])[];

const FIRST = [0, 0] as const;

/** The first and the last value that integers stand for. */
export function endsOf(stops: Stops): [number, number] {
	return [stops[0]?.[1] ?? 0, stops.at(-1)?.[1] ?? 0];
}

/** The value of an integer. */
export function valueAt(stops: Stops, step: number): number {
	const next = Math.max(1, stops.findIndex(([at]) => at >= step));
	const [from, low] = stops[next - 1] ?? FIRST;
	const [to, high] = stops[next] ?? [from + 1, low];
	return low + ((step - from) / (to - from)) * (high - low);
}

/** The value in an area's tile, as an expression: arithmetic where the steps are equal, which is what a map of the whole country is quickest with. */
export function valueExpression(id: string, stops: Stops): ExpressionSpecification {
	const get: ExpressionSpecification = ['get', id];
	const [low, high] = endsOf(stops);
	if (stops.length === 2) return ['+', low, ['*', (high - low) / 100, get]];
	return ['interpolate', ['linear'], get, ...stops.flat()] as ExpressionSpecification;
}

/** The integer of a column's value, in SQL. */
export function stepInSql(column: string, stops: Stops): string {
	const pieces = stops.slice(1).flatMap(([to, high], i) => {
		const [from, low] = stops[i] ?? FIRST;
		return high > low ? [{ high, step: `${from} + (${column} - ${low}) / ${high - low} * ${to - from}` }] : [];
	});
	const last = pieces.pop();
	if (!last) return '0';
	const step = pieces.length ? `CASE ${pieces.map(({ high, step }) => `WHEN ${column} < ${high} THEN ${step}`).join(' ')} ELSE ${last.step} END` : last.step;
	return `greatest(0, least(100, round(${step})))`;
}
