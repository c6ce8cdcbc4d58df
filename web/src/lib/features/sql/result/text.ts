import type { Formats } from '$lib/i18n/format';
import { isMissing, type ColumnClass } from './values';

/** Years are names, not amounts: 2024 and never 2.024. */
const YEAR = /(^|_)(year|tahun)$/i;

/** A value as a reader sees it in the table; `NULL` where there is none. */
export function cellText(value: unknown, column: string, kind: ColumnClass, f: Formats, geometry: string): string {
	if (isMissing(value)) return 'NULL';
	if (kind === 'geometry') return typeof value === 'object' && 'type' in value ? `${geometry} ${String(value.type)}` : geometry;
	if (typeof value === 'number') return numberText(value, column, f);
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean);
}

/** A number of a column, to four decimals, or to as many as a small one needs. */
export function numberText(value: number, column: string, f: Formats): string {
	if (Number.isInteger(value)) return YEAR.test(column) ? String(value) : f.number(value);
	const size = Math.abs(value);
	return f.number(value, size >= 0.01 ? 4 : Math.min(20, 3 - Math.floor(Math.log10(size))));
}
