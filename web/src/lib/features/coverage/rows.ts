import type { CoverageRow } from '$lib/api';

/** Levels that coverage is counted at. */
export const LEVELS = ['province', 'regency', 'district'] as const;
export type CoverageLevel = (typeof LEVELS)[number];

/** The indicator of need, unless another is chosen. */
export const NEED = 'pmi_placed';
/** Units of counts of people: any of these can be need. */
export const PEOPLE = ['jiwa', 'orang', 'orang/tahun'];

/** Columns of the coverage table in the order of the screen. */
export const COLUMNS = ['rank', 'name', 'villages', 'designated', 'need', 'per_1000', 'expected', 'gap', 'reached_pct', 'active_pillars', 'ltsa'] as const;
export type CoverageColumn = (typeof COLUMNS)[number];

/** Measures that the chart and the map can show. */
export const MEASURES = ['gap', 'designated', 'need', 'per_1000', 'expected', 'reached_pct', 'ltsa'] as const;
export type Measure = (typeof MEASURES)[number];

const collator = new Intl.Collator('id', { numeric: true });

/**
 * Rows by one column. Missing values come last in both directions: an area without a figure is neither the best nor
 * the worst. Ties stand in the order of the codes.
 */
export function sortRows(rows: readonly CoverageRow[], column: CoverageColumn, descending: boolean): CoverageRow[] {
	const sign = descending ? -1 : 1;
	return [...rows].sort((a, b) => {
		if (column === 'name') return sign * collator.compare(a.name, b.name) || collator.compare(a.code, b.code);
		const x = a[column];
		const y = b[column];
		if (x === null || y === null) return (x === null ? 1 : 0) - (y === null ? 1 : 0) || collator.compare(a.code, b.code);
		return sign * (x - y) || collator.compare(a.code, b.code);
	});
}

/** Sorting that a first click on a column means: text and ranks upwards, quantities from the largest. */
export function startsDescending(column: CoverageColumn): boolean {
	return column !== 'name' && column !== 'rank';
}

/** Level of an area that holds areas of `level`: districts lie in a regency. `null` for provinces. */
export function parentLevel(level: CoverageLevel): CoverageLevel | null {
	return LEVELS[LEVELS.indexOf(level) - 1] ?? null;
}

/** Level below, where there is one that coverage is counted at. */
export function childLevel(level: CoverageLevel): CoverageLevel | null {
	return LEVELS[LEVELS.indexOf(level) + 1] ?? null;
}

/** Whether the need of an area is known for some of its parts only. */
export function isPartial(row: Partial<CoverageRow>): boolean {
	return typeof row.parts === 'number' && (row.parts_with_need ?? 0) < row.parts;
}

/** Decimals of a column: shares of few villages need more of them than shares of many. */
export function decimalsOf(column: CoverageColumn, rows: readonly Partial<CoverageRow>[]): number {
	if (column === 'per_1000') return 2;
	if (column === 'reached_pct') return 1;
	if (column !== 'expected' && column !== 'gap') return 0;
	const largest = Math.max(0, ...rows.map((row) => Math.abs(row.gap ?? 0)));
	return largest < 1 ? 3 : largest < 10 ? 2 : 1;
}

/** The years that the known needs of areas speak of: `2024`, or `2021–2024`; `null` where none is known. */
export function needYears(rows: readonly Pick<CoverageRow, 'need_from_year' | 'need_year'>[]): string | null {
	const first = Math.min(...rows.flatMap((row) => row.need_from_year ?? row.need_year ?? []));
	const last = Math.max(...rows.flatMap((row) => row.need_year ?? []));
	if (!Number.isFinite(first) || !Number.isFinite(last)) return null;
	return first === last ? String(last) : `${first}–${last}`;
}

/** Where the page says of an area which other figures of its need were published. */
export const besideId = (code: string) => `angka-${code}`;
