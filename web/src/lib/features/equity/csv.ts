import type { Equity } from '$lib/api';
import { toCsv } from '$lib/files/csv';

const HEAD = ['code', 'name', 'need', 'need_unit', 'need_year', 'designated', 'selected', 'gap_before', 'gap_after', 'hamilton', 'sainte_lague'];

/** All areas of an answer as CSV, also those without a figure of need; the heads are the server's names. */
export function equityCsv(answer: Equity): string {
	return toCsv(HEAD, [
		...answer.items.map((row) => [row.code, row.name, row.need, answer.need_unit, row.need_year, row.designated, row.selected, row.gap_before, row.gap_after, row.hamilton, row.sainte_lague]),
		...answer.without_need.map((row) => [row.code, row.name, null, answer.need_unit, null, row.designated, row.selected, null, null, null, null])
	]);
}
