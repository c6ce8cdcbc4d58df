import { api, isAbort } from '$lib/api';
import type { Condition } from './condition';
import { bracketed } from './parse';

/** What a line leaves together with the lines above it. */
export interface Left {
	/** Villages for which all of them are true. */
	villages: number;
	/** Villages that cannot be assessed: none of them is false, but a value is unknown. `null` where the engine cannot say. */
	unknown: number | null;
}

/** The villages that satisfy the first `n` conditions together, as SQL. */
export function conditionOf(conditions: readonly Condition[], n: number): string {
	return n === 0 ? 'true' : conditions.slice(0, n).map((one) => `(${bracketed(one)})`).join(' AND ');
}

/**
 * The villages of which all conditions together are neither true nor false. Whether a village is in a programme is always
 * known: such a condition stands beside the others, where the engine takes its subquery.
 */
export function unknownOf(conditions: readonly Condition[]): string {
	const asked = conditions.filter((one) => one.what === 'programme');
	const others = conditions.filter((one) => one.what !== 'programme');
	return [`(${conditionOf(others, others.length)}) IS NULL`, ...asked.map(bracketed)].join(' AND ');
}

/** How many villages of the country a list of conditions leaves, line by line; counted by the server, once each. */
export class Counts {
	/** All villages, then what each line leaves; as far as it is counted. */
	left = $state.raw<readonly Left[]>([]);
	/** Why the next line could not be counted. */
	error = $state.raw<unknown>(null);
	#known = new Map<string, Left>();

	/** Counts a list over the table that the plan reads; returns how to call it off. */
	ask(conditions: readonly Condition[], table: string): () => void {
		const running = new AbortController();
		void this.#count(conditions, table, running.signal);
		return () => running.abort();
	}

	async #count(conditions: readonly Condition[], table: string, signal: AbortSignal) {
		const left: Left[] = [];
		this.error = null;
		try {
			// One after the other: a line that the engine refuses is the one that is named.
			for (let n = 0; n <= conditions.length; n += 1) {
				const where = conditionOf(conditions, n);
				const key = `${table} ${where}`;
				const found = this.#known.get(key) ?? (await counted(table, conditions.slice(0, n), signal));
				this.#known.set(key, found);
				left.push(found);
			}
		} catch (error) {
			if (isAbort(error)) return;
			this.error = error;
		}
		this.left = left;
	}
}

async function counted(table: string, conditions: readonly Condition[], signal: AbortSignal): Promise<Left> {
	const count = async (condition: string) => {
		const { items } = await api.sql({ sql: `SELECT count(*) AS villages FROM ${table} WHERE ${condition}` }, { signal });
		return Number(items[0]?.['villages'] ?? 0);
	};
	const villages = await count(conditionOf(conditions, conditions.length));
	try {
		return { villages, unknown: await count(unknownOf(conditions)) };
	} catch (error) {
		// The engine asks subqueries of the reader's own only in a condition of their own.
		if (isAbort(error)) throw error;
		return { villages, unknown: null };
	}
}
