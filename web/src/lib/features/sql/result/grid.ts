/** A column of a result as the server describes it. */
export interface ResultColumn {
	name: string;
	type: string;
}

/** A row of a result, by column name. */
export type ResultRow = Record<string, unknown>;

/** What a column holds, as far as the grid cares. */
export type ColumnClass = 'number' | 'boolean' | 'geometry' | 'text';

/** Class of an Arrow type name (`Int64`, `Decimal128(38, 10)`, `Utf8View`, `geometry` …). */
export function columnClass(type: string): ColumnClass {
	if (/geo|wkb|binary/i.test(type)) return 'geometry';
	if (/^(u?int(\d+|eger)?\b|bigint|smallint|float|decimal|double|real|numeric|number)/i.test(type)) return 'number';
	if (/^bool/i.test(type)) return 'boolean';
	return 'text';
}

/** Rows of a fixed height that a scrolled window shows, with a few more on both sides. */
export function visibleRange(
	scrollTop: number,
	viewportHeight: number,
	rowHeight: number,
	rowCount: number,
	overscan = 8
): { first: number; last: number } {
	const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
	const last = Math.min(rowCount, Math.ceil((scrollTop + viewportHeight) / rowHeight) + overscan);
	return { first: Math.min(first, last), last };
}

export interface SortBy {
	column: string;
	descending: boolean;
}

const collator = new Intl.Collator('id', { numeric: true });

/** Order of two known values: numbers as numbers, the rest as people read text. */
export function compareValues(a: unknown, b: unknown): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
	return collator.compare(String(a), String(b));
}

/**
 * Row numbers in the order of one column. Stable; missing values come last in both directions, so that they never
 * pose as the smallest or the largest.
 */
export function sortedIndices(rows: readonly ResultRow[], by: SortBy | null): number[] {
	const indices = rows.map((_, i) => i);
	if (!by) return indices;
	const sign = by.descending ? -1 : 1;
	return indices.sort((i, j) => {
		const a = rows[i]?.[by.column] ?? null;
		const b = rows[j]?.[by.column] ?? null;
		if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0) || i - j;
		return sign * compareValues(a, b) || i - j;
	});
}

/** Next sorting after a click on a column head: ascending, descending, as the server sent it. */
export function nextSort(current: SortBy | null, column: string): SortBy | null {
	if (current?.column !== column) return { column, descending: false };
	return current.descending ? null : { column, descending: true };
}

/** Plain text of a value for the clipboard. */
export function plainText(value: unknown): string | null {
	if (value === null || value === undefined) return null;
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Width in characters that suits a column, from its name and its first rows. */
export function columnWidth(column: ResultColumn, rows: readonly ResultRow[], text: (v: unknown) => string): number {
	let width = column.name.length + 3;
	for (const row of rows.slice(0, 100)) width = Math.max(width, text(row[column.name]).length);
	return Math.min(48, Math.max(6, width + 1));
}
