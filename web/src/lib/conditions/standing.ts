import { api, type Cell } from '$lib/api';
import type { Condition } from './condition';
import { bracketed } from './parse';
import { isWord, tokensOf } from './tokens';

/** How a village stands to the conditions of a plan. */
export interface Standing {
	code: string;
	/** Its row of the table that the plan reads. */
	row: Readonly<Record<string, Cell>>;
	/** Condition by condition: `null` where a value that it asks for is not known. */
	holds: readonly (boolean | null)[];
}

/** It satisfies every condition. */
export const competes = (standing: Standing): boolean => standing.holds.every((one) => one === true);

/** Nothing rules it out, but something that is asked for is not known of it. */
export const isUnknown = (standing: Standing): boolean => !competes(standing) && standing.holds.every((one) => one !== false);

/** The statement that asks how a village stands to each condition: `y0` is 1 where it holds, `u0` where nobody can say. */
export function standingStatement(conditions: readonly Condition[], table: string): string {
	const among = (condition: string) => `(SELECT count(*) FROM ${table} WHERE code = $code AND ${condition})`;
	const columns = conditions.flatMap((one, i) => {
		const sql = `(${bracketed(one)})`;
		// The engine takes a subquery only in a condition of its own: one that has it is true or it is not.
		return [`${among(sql)} AS y${i}`, ...(hasSubquery(sql) ? [] : [`${among(`${sql} IS NULL`)} AS u${i}`])];
	});
	return `SELECT ${['*', ...columns].join(', ')}\nFROM ${table}\nWHERE code = $code`;
}

const hasSubquery = (sql: string) => tokensOf(sql)?.some((token) => isWord(token, 'SELECT')) ?? true;

/** Asks how a village stands; `null` where the dataset has no such village. */
export async function standingOf(code: string, conditions: readonly Condition[], table: string, signal: AbortSignal): Promise<Standing | null> {
	const { items } = await api.sql({ sql: standingStatement(conditions, table), params: { code }, limit: 1 }, { signal });
	const row = items[0];
	if (!row) return null;
	return { code, row, holds: conditions.map((_, i) => (Number(row[`y${i}`]) > 0 ? true : Number(row[`u${i}`] ?? 0) > 0 ? null : false)) };
}
