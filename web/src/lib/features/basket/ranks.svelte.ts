import { api, isAbort } from '$lib/api';

/** National ranks of single villages, from the ranking's own statement: the list holds only the pages that were read. */
class Ranks {
	/** `null`: asked for, and no candidate; it is not asked for again. */
	#known = $state.raw<ReadonlyMap<string, number | null>>(new Map());
	#statement: string | null = null;
	#running: AbortController | null = null;

	of(code: string): number | null {
		return this.#known.get(code) ?? null;
	}

	/** Makes sure that ranks under a statement are here or on their way; those of another statement are let go. */
	async need(codes: readonly string[], statement: string | null) {
		if (statement !== this.#statement) this.#known = new Map();
		this.#statement = statement;
		this.#running?.abort();
		const missing = codes.filter((code) => !this.#known.has(code));
		if (!statement || !missing.length) return;
		const running = (this.#running = new AbortController());
		const list = missing.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
		try {
			const { items } = await api.sql({ sql: `SELECT id, rank FROM (\n${statement}\n) WHERE id IN (${list})`, limit: missing.length }, { signal: running.signal });
			const found = new Map(items.map((row) => [String(row['id']), Number(row['rank'])]));
			this.#known = new Map([...this.#known, ...missing.map((code): [string, number | null] => [code, found.get(code) ?? null])]);
		} catch (error) {
			// A rank is beside the point here: without it the row shows a dash.
			if (!isAbort(error)) console.warn('ranks:', error);
		}
	}
}

export const ranks = new Ranks();
