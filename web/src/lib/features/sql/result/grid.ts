import type { ResultColumn, ResultRow } from './values';

/** Rows of a fixed height that a scrolled window shows, with a few more on both sides. */
export function visibleRange(scrollTop: number, viewportHeight: number, rowHeight: number, rowCount: number, overscan = 8): { first: number; last: number } {
	const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
	const last = Math.min(rowCount, Math.ceil((scrollTop + viewportHeight) / rowHeight) + overscan);
	return { first: Math.min(first, last), last };
}

/** A cell of the grid: its row as the reader sees it and its column, both from zero. */
export interface CellAt {
	row: number;
	column: number;
}

/** The keys that move through a grid, as the ARIA practices have them. */
export interface KeyPress {
	key: string;
	ctrlKey: boolean;
	metaKey: boolean;
}

/** Where a key leads from a cell; `null` for a key that does not move. `page` is the number of rows in view. */
export function moved(at: CellAt, { key, ctrlKey, metaKey }: KeyPress, rows: number, columns: number, page: number): CellAt | null {
	const far = ctrlKey || metaKey;
	const to = (row: number, column: number): CellAt => ({
		row: Math.max(0, Math.min(rows - 1, row)),
		column: Math.max(0, Math.min(columns - 1, column))
	});
	switch (key) {
		case 'ArrowDown':
			return to(far ? rows - 1 : at.row + 1, at.column);
		case 'ArrowUp':
			return to(far ? 0 : at.row - 1, at.column);
		case 'ArrowRight':
			return to(at.row, far ? columns - 1 : at.column + 1);
		case 'ArrowLeft':
			return to(at.row, far ? 0 : at.column - 1);
		case 'PageDown':
			return to(at.row + Math.max(1, page - 1), at.column);
		case 'PageUp':
			return to(at.row - Math.max(1, page - 1), at.column);
		case 'Home':
			return to(far ? 0 : at.row, 0);
		case 'End':
			return to(far ? rows - 1 : at.row, columns - 1);
		default:
			return null;
	}
}

/** How far to scroll so that a row lies in view under a head of `head` pixels; the present place when it does. */
export function scrollFor(row: number, rowHeight: number, scrollTop: number, viewportHeight: number, head: number): number {
	const top = row * rowHeight;
	if (top < scrollTop) return top;
	const room = viewportHeight - head;
	return top + rowHeight > scrollTop + room ? top + rowHeight - room : scrollTop;
}

/** Width in characters that suits a column, from its name and its first rows. */
export function columnWidth(column: ResultColumn, rows: readonly ResultRow[], text: (v: unknown) => string): number {
	let width = column.name.length + 3;
	for (const row of rows.slice(0, 100)) width = Math.max(width, text(row[column.name]).length);
	return Math.min(48, Math.max(6, width + 1));
}
