import { extent } from 'd3-array';
import { scaleLinear } from 'd3-scale';

/** One figure of a series. */
export interface TimePoint {
	/** First year that it speaks of: `year`, unless it is the mean of several. */
	from: number;
	year: number;
	value: number;
	/** Published or measured of the whole of its years; anything else is drawn hollow. */
	sure: boolean;
	/** Where it may lie, of an imputed figure. */
	low: number | null;
	high: number | null;
	/** What kind of figure it is, in words. */
	how: string;
}

/** What the axes of several charts share, so that their lines can be compared. */
export interface TimeDomain {
	years: [number, number];
	values: [number, number];
}

/**
 * First and last year and least and greatest value of all series. Zero is in it, unless the figures all lie so far from it
 * that their differences would not be seen. `null` where there is no figure.
 */
export function domainOf(series: readonly (readonly TimePoint[])[]): TimeDomain | null {
	const points = series.flat();
	const [first, last] = extent(points.flatMap((point) => [point.from, point.year]));
	const [low, high] = extent(points.flatMap((point) => [point.value, point.low ?? point.value, point.high ?? point.value]));
	if (first === undefined || last === undefined || low === undefined || high === undefined) return null;
	const [bottom, top] = low >= 0 && low < high * 0.6 ? [0, high] : high <= 0 ? [low, 0] : [low, high];
	const [from, to] = scaleLinear().domain(bottom === top ? [Math.min(0, bottom), Math.max(1, top)] : [bottom, top]).nice(3).domain();
	return { years: first === last ? [first - 1, last + 1] : [first, last], values: [from ?? bottom, to ?? top] };
}

/** A step of a line between two figures; with years between them that nobody knows it is a `gap`. */
export interface Step {
	from: TimePoint;
	to: TimePoint;
	gap: boolean;
}

/** The line through the figures of single years. Means of several years and imputed figures stand beside it. */
export function stepsOf(points: readonly TimePoint[]): Step[] {
	const single = points.filter((point) => point.from === point.year && point.low === null).sort((a, b) => a.year - b.year);
	return single.slice(1).flatMap((to, i) => {
		const from = single[i];
		return from && from.year !== to.year ? [{ from, to, gap: to.year - from.year > 1 }] : [];
	});
}

/** The latest figure: of single years, else of several. */
export function lastOf(points: readonly TimePoint[]): TimePoint | null {
	return points.reduce<TimePoint | null>((last, point) => (last === null || point.year > last.year ? point : last), null);
}

/** A figure as the table of all of them has it. */
export interface StatedFigure {
	year: number;
	value: number | null;
	status: string;
	/** Months that it speaks of where they are no year, as `2007-01/2022-06`. */
	period: string | null;
	lower: number | null;
	upper: number | null;
}

/** The first year that a figure speaks of. */
export function firstYear({ status, period, year }: Pick<StatedFigure, 'status' | 'period' | 'year'>): number {
	return status === 'averaged' ? Number(/\d{4}/.exec(period ?? '')?.[0] ?? year) : year;
}

/** Figures as a series, with the words that say what each of them is. What has no value is left out: it is not zero. */
export function pointsOf(rows: readonly StatedFigure[], words: (status: string) => string): TimePoint[] {
	return rows.flatMap((row) => (row.value === null ? [] : [{ from: firstYear(row), year: row.year, value: row.value, sure: row.status === 'observed', low: row.lower, high: row.upper, how: words(row.status) }]));
}
