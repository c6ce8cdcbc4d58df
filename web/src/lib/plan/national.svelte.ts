import { api, isAbort } from '$lib/api';
import type { Level } from '$lib/state/codes';
import type { PageCriterion } from './document/document';
import type { Assessed } from './placed';
import { plan } from './plan.svelte';
import { scoreOfValues } from './score';

type Row = Readonly<Record<string, number | null>>;

const COLUMN: Partial<Record<Level, string>> = { province: 'province_code', regency: 'regency_code', district: 'district_code' };
const name = (id: string) => `"${id.replaceAll('"', '""')}"`;
/** More districts than the country has. */
const ALL = 20_000;
/** One village in so many stands for all of them: some 5,000, spread over the country in the order of codes. */
const SAMPLED = 17;

/**
 * What the areas of the whole country have of the criteria: the classes of the map are made from them, so that a colour means
 * the same wherever the reader looks. An area has the mean of its villages, as on the map.
 */
class National {
	/** By level, table and criteria: what areas have, by code. */
	#known = $state.raw<ReadonlyMap<string, ReadonlyMap<string, Row>>>(new Map());
	#asked = new Set<string>();

	/** Makes sure that the values of a level are here or on their way; of villages a sample. */
	need(level: Level, criteria: readonly PageCriterion[], needed: readonly string[]) {
		const ids = idsOf(criteria, needed);
		const key = keyOf(level, ids);
		if (!criteria.length || this.#asked.has(key)) return;
		this.#asked.add(key);
		void api.sql({ sql: statementOf(level, ids), limit: ALL }).then(
			({ items }) => {
				const rows = items.map(({ code, ...row }): [string, Row] => [String(code), Object.fromEntries(Object.entries(row).map(([id, cell]) => [id, typeof cell === 'number' ? cell : null]))]);
				this.#known = new Map(this.#known).set(key, new Map(rows));
			},
			(error: unknown) => {
				// The classes of the villages stand in; the next need asks again.
				this.#asked.delete(key);
				if (!isAbort(error)) console.warn('classes:', error);
			}
		);
	}

	/** What an area of a level has of the criteria; `null` while it is on its way. */
	values(level: Level, criteria: readonly PageCriterion[], needed: readonly string[], code: string): Row | null {
		return this.#known.get(keyOf(level, idsOf(criteria, needed)))?.get(code) ?? null;
	}

	/** All areas of a level, of villages a sample, as far as they can be assessed; `null` while they are on their way. */
	assessed(level: Level, criteria: readonly PageCriterion[], needed: readonly string[], lead: string | null): ReadonlyMap<string, Assessed> | null {
		const rows = this.#known.get(keyOf(level, idsOf(criteria, needed)));
		if (!rows) return null;
		const found = new Map<string, Assessed>();
		for (const [code, row] of rows) {
			const { score, present } = scoreOfValues(row, criteria);
			const known = needed.every((id) => row[id] !== null);
			found.set(code, { score: known ? score : null, present, led: lead === null || row[lead] !== null, imputed: false });
		}
		return found;
	}
}

function statementOf(level: Level, indicators: readonly string[]): string {
	const ids = indicators.map(name);
	const column = COLUMN[level];
	if (column) return `SELECT ${column} AS code, ${ids.map((id) => `round(avg(${id}), 6) AS ${id}`).join(', ')} FROM ${plan.table} GROUP BY ${column}`;
	return `SELECT code, ${ids.join(', ')} FROM (SELECT *, row_number() OVER (ORDER BY code) AS place FROM ${plan.table}) WHERE place % ${SAMPLED} = 0`;
}

/** What has to be known of an area: what it is scored by, and what a candidate is asked for. */
const idsOf = (criteria: readonly PageCriterion[], needed: readonly string[]) => [...new Set([...criteria.map((one) => one.indicator), ...needed])].sort();
const keyOf = (level: Level, ids: readonly string[]) => [level, plan.table, ...ids].join(' ');

export const national = new National();
