import type { CoverageRow } from '$lib/api';
import { toCsv, type Cell } from '$lib/files/csv';
import { besideText } from './beside';

/** Columns of the file: those on the screen, and what makes a row understandable away from it. */
const COLUMNS = ['code', 'name', 'level', 'villages', 'designated', 'need', 'need_unit', 'per_1000', 'expected', 'gap', 'rank', 'reached_need', 'reached_pct', 'reached_by', 'ltsa', 'villages_with_pillars', 'active_pillars', 'status', 'need_from_year', 'need_year', 'parts', 'parts_with_need', 'need_source'] as const;

/** A row to write; reference rows (country, parent) have a level of their own. */
export type ExportRow = Partial<CoverageRow> & { name: string };

/** The listed rows in their order as CSV. Each line names the dataset, so that demonstration figures say so. */
export function coverageCsv(rows: readonly ExportRow[], dataset: string): string {
	return toCsv(
		[...COLUMNS, 'need_beside', 'dataset'],
		rows.map((row): Cell[] => [...COLUMNS.map((column) => row[column]), besideText(row), dataset])
	);
}

/** A line of the comparison: what is compared, its unit, and the value of each area. */
export interface ComparedLine {
	name: string;
	unit: string;
	values: (number | null | undefined)[];
}

/** The comparison as CSV, as it stands on the screen: a line per measure, a column per area. */
export function compareCsv(areas: readonly { code: string; name: string }[], lines: readonly ComparedLine[], dataset: string): string {
	const head = ['measure', 'unit', ...areas.map((area) => `${area.name} (${area.code})`), 'dataset'];
	return toCsv(
		head,
		lines.map((line): Cell[] => [line.name, line.unit, ...line.values, dataset])
	);
}
