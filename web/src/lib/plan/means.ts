import type { Cell } from '$lib/api';
import type { PageCriterion } from './document/document';
import { hasAll } from './imputed';
import { scoreOfValues, SOME } from './score';

/** What the means of three years say of a village: a value for each criterion, `null` where there are no three years in a row. */
export type MeanRow = Readonly<Record<string, number | null>>;

const name = (id: string) => `"${id.replaceAll('"', '""')}"`;

/** The statement that lists the villages of which a mean of three years is another figure than the latest. */
export function meansStatement(indicators: readonly string[]): string {
	const columns = indicators.map((id, i) => `m.${name(id)} AS v${i}`).join(', ');
	const differ = indicators.map((id) => `m.${name(id)} IS DISTINCT FROM v.${name(id)}`).join(' OR ');
	return `SELECT m.code, ${columns}\nFROM village_indicators_of_three_years m\nJOIN village_indicators v ON v.code = m.code\nWHERE ${differ}`;
}

/** The villages in its answer. */
export function meansOf(rows: readonly Record<string, Cell>[], indicators: readonly string[]): Map<string, MeanRow> {
	return new Map(rows.map((row) => [String(row['code']), Object.fromEntries(indicators.map((id, i) => [id, typeof row[`v${i}`] === 'number' ? (row[`v${i}`] as number) : null]))]));
}

/** The score of values; `null` where the area cannot be assessed by them. */
export function scoreOfMeans(values: MeanRow, criteria: readonly PageCriterion[], needed: readonly string[]): number | null {
	if (!hasAll(values, needed)) return null;
	const { score, present } = scoreOfValues(values, criteria);
	return present >= SOME - 1e-9 ? score : null;
}
