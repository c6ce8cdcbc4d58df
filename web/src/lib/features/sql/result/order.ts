import { compareValues, isMissing, type ResultRow } from './values';

export interface SortBy {
	column: string;
	descending: boolean;
}

/** Whether a row stays. */
export type Keeps = (row: ResultRow) => boolean;

/** Numbers of the rows that all filters keep, in the order that they came in. */
export function keptIndices(rows: readonly ResultRow[], filters: readonly Keeps[]): number[] {
	const kept: number[] = [];
	rows.forEach((row, i) => {
		if (filters.every((keeps) => keeps(row))) kept.push(i);
	});
	return kept;
}

/**
 * Row numbers in the order of one column. Stable; missing values come last in both directions, so that they never
 * pose as the smallest or the largest.
 */
export function sortedIndices(rows: readonly ResultRow[], by: SortBy | null, indices: readonly number[] = rows.map((_, i) => i)): number[] {
	if (!by) return [...indices];
	const sign = by.descending ? -1 : 1;
	return [...indices].sort((i, j) => {
		const a = rows[i]?.[by.column] ?? null;
		const b = rows[j]?.[by.column] ?? null;
		if (isMissing(a) || isMissing(b)) return (a === null ? 1 : 0) - (b === null ? 1 : 0) || i - j;
		return sign * compareValues(a, b) || i - j;
	});
}

/** Next sorting after a click on a column head: ascending, descending, as the server sent it. */
export function nextSort(current: SortBy | null, column: string): SortBy | null {
	if (current?.column !== column) return { column, descending: false };
	return current.descending ? null : { column, descending: true };
}
