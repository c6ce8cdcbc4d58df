import { api, isAbort, type AreaValue } from '$lib/api';
import { doubtsOf, type Contradiction, type Doubt } from './doubts';
import { imputed } from './imputed.svelte';
import { plan } from './plan.svelte';

/** Villages asked about at the same time. */
const AT_ONCE = 6;
/** Milliseconds that a list has to stay as it is: whoever is still choosing is not held up. */
const QUIET = 900;

const CONTRADICTED = `SELECT c.area_code, c.metric, c.period, coalesce(r.name, p.name, c.area_code) AS name
FROM claims c
LEFT JOIN regencies r ON r.code = c.area_code
LEFT JOIN provinces p ON p.code = c.area_code
WHERE c.status = 'contradicted'`;

/** How certain the figures of single villages are, as the server says it of each; asked for once. */
class Doubts {
	#known = $state.raw<ReadonlyMap<string, readonly AreaValue[]>>(new Map());
	#contradictions = $state.raw<readonly Contradiction[] | null>(null);
	/** Something is on its way that a list on paper has to wait for. */
	busy = $state(false);

	/** What is doubtful of a list; `null` while something of it is not known yet. */
	of(codes: readonly string[]): Doubt[] | null {
		if (this.#contradictions === null || !codes.every((code) => this.#known.has(code))) return null;
		const villages = codes.map((code) => ({ code, values: this.#known.get(code) ?? [], imputed: imputed.villages.get(code)?.of ?? [] }));
		return doubtsOf(villages, plan.criteria.map((one) => one.indicator), this.#contradictions);
	}

	/** Makes sure that a list is known or on its way; returns how to call it off. */
	need(codes: readonly string[]): (() => void) | undefined {
		const missing = codes.filter((code) => !this.#known.has(code));
		if (!missing.length && this.#contradictions !== null) return undefined;
		const running = new AbortController();
		this.busy = true;
		const timer = setTimeout(() => void this.#read(missing, running.signal), QUIET);
		return () => {
			clearTimeout(timer);
			running.abort();
			this.busy = false;
		};
	}

	async #read(codes: readonly string[], signal: AbortSignal) {
		try {
			if (this.#contradictions === null) {
				const { items } = await api.sql({ sql: CONTRADICTED, limit: 1000 }, { signal });
				this.#contradictions = items.map((row) => ({ area: String(row['area_code']), name: String(row['name']), indicator: String(row['metric']), year: Number(/\b(?:19|20)\d\d\b/.exec(String(row['period'] ?? ''))?.[0] ?? NaN) || null }));
			}
			const found = new Map<string, readonly AreaValue[]>();
			for (let i = 0; i < codes.length; i += AT_ONCE) {
				const some = codes.slice(i, i + AT_ONCE);
				for (const area of await Promise.all(some.map((code) => api.area(code, { signal })))) found.set(area.code, area.indicators);
			}
			this.#known = new Map([...this.#known, ...found]);
		} catch (error) {
			// Without an answer nothing is said: silence would pass for certainty, so the sheet says that it is not known.
			if (!isAbort(error)) console.warn('doubts:', error);
		}
		if (!signal.aborted) this.busy = false;
	}
}

export const doubts = new Doubts();
