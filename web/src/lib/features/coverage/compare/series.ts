import { api } from '$lib/api';
import { pointsOf, type StatedFigure, type TimePoint } from '$lib/charts/timeline';
import { DESIGNATED, designationsStatement, figuresStatement, type Subject } from './statements';

/** Villages of an area by the year of their first designation. */
export interface Designated {
	/** `null` of a row that only names the year of a round. */
	area_code: string | null;
	year: number | null;
	villages: number;
}

/** How many villages were designated by the end of each year of `years`; those without a year count always. */
export function designatedPoints(rows: readonly Designated[], years: readonly number[], how: string): TimePoint[] {
	const always = rows.filter((row) => row.year === null).reduce((sum, row) => sum + row.villages, 0);
	return years.map((year) => {
		const until = rows.filter((row) => row.year !== null && row.year <= year).reduce((sum, row) => sum + row.villages, 0);
		return { from: year, year, value: always + until, sure: true, low: null, high: null, how };
	});
}

/** The series of every area, by its code. */
export async function loadSeries(codes: readonly string[], subject: Subject, words: { status: (status: string) => string; counted: string }, signal: AbortSignal): Promise<Map<string, TimePoint[]>> {
	if (subject === DESIGNATED) {
		const rows = (await api.sql({ sql: designationsStatement(codes), limit: 10_000 }, { signal })).items as unknown as Designated[];
		const known = rows.flatMap((row) => row.year ?? []);
		const [first, last] = [Math.min(...known), Math.max(...known)];
		const years = known.length ? Array.from({ length: last - first + 2 }, (_, i) => first - 1 + i) : [];
		return new Map(codes.map((code) => [code, designatedPoints(rows.filter((row) => row.area_code === code), years, words.counted)]));
	}
	const rows = (await api.sql({ sql: figuresStatement(codes, subject.id), limit: 10_000 }, { signal })).items as unknown as (StatedFigure & { area_code: string })[];
	return new Map(codes.map((code) => [code, pointsOf(rows.filter((row) => row.area_code === code), words.status)]));
}
