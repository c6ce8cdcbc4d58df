import type { CoverageRow } from '$lib/api';
import type { TimePoint } from '$lib/charts/timeline';

/** What is known of an area after each round. */
export const SERIES = ['designated', 'gap', 'reached_pct'] as const;
export type RoundSeries = (typeof SERIES)[number];

/** The series of one measure, a point for each round; empty where it is not known. */
export function pointsOver(rounds: readonly number[], over: CoverageRow['over'], series: RoundSeries, how: string): TimePoint[] {
	return rounds.flatMap((year, i): TimePoint[] => {
		const value = over[series]?.[i];
		return value === undefined ? [] : [{ from: year, year, value, sure: true, low: null, high: null, how }];
	});
}

/** A round of an area as a line of a table. */
export interface RoundLine {
	year: number;
	/** Villages designated in that year; of the first those without a year are not among them. */
	added: number;
	total: number;
	gap: number | null;
	reached: number | null;
}

/** The rounds with what each brought. `undated` are villages without a year, which count from the beginning. */
export function roundLines(rounds: readonly number[], over: CoverageRow['over'], undated: number): RoundLine[] {
	return rounds.map((year, i) => {
		const total = over.designated[i] ?? 0;
		return { year, total, added: total - (i ? (over.designated[i - 1] ?? 0) : undated), gap: over.gap?.[i] ?? null, reached: over.reached_pct?.[i] ?? null };
	});
}
