import { api, isAbort } from '$lib/api';
import { plan } from './plan.svelte';
import type { NearPair } from './tally';

/** So many pairs are named; all are counted. */
const NAMED = 1000;
/** Kilometres of a degree of latitude at least: villages farther apart in latitude are not measured. */
const DEGREE_KM = 110.5;

/** The statement that measures the given villages against each other. */
const statement = (codes: readonly string[]) => `WITH picked AS (SELECT code, lon, lat FROM villages WHERE code IN (${codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ')})),
pairs AS (
  SELECT a.code AS first, b.code AS second, ST_DistanceSpheroid(ST_Point(a.lon, a.lat), ST_Point(b.lon, b.lat)) / 1000 AS km
  FROM picked a JOIN picked b ON a.code < b.code AND abs(b.lat - a.lat) * ${DEGREE_KM} <= $km
)
SELECT first, second, km, count(*) OVER () AS total FROM pairs WHERE km < $km ORDER BY km, first, second`;

/**
 * Pairs of the basket that are nearer to each other than the plan allows, as the server measures them: there is one
 * distance, and the browser has none of its own.
 */
class NearPairs {
	error = $state.raw<unknown>(null);
	#found = $state.raw<readonly NearPair[]>([]);
	#total = $state(0);
	/** The question that `#found` answers. */
	#answered = $state('');
	#spacing = $derived(plan.constraints.spacing_km ?? 0);
	/** What has to be asked; empty where no pair can be too near. */
	#question = $derived(this.#spacing > 0 && plan.basket.length > 1 ? JSON.stringify([this.#spacing, plan.basket.toSorted()]) : '');
	/** False while the present basket is not measured yet. */
	known = $derived(this.#question === '' || this.#question === this.#answered);
	/** Nearest first. While a basket is not measured yet, what is known of the villages that are still in it. */
	pairs = $derived(this.#found.filter(({ first, second, km }) => km < this.#spacing && plan.basketed.has(first) && plan.basketed.has(second)));
	/** How many there are. */
	total = $derived(this.known && this.#question ? this.#total : this.pairs.length);

	/** Asks about the present basket; returns how to call it off. */
	ask(): (() => void) | undefined {
		const question = this.#question;
		if (this.known) return undefined;
		const running = new AbortController();
		const timer = setTimeout(() => void this.#ask(question, running.signal), 100);
		return () => {
			clearTimeout(timer);
			running.abort();
		};
	}

	async #ask(question: string, signal: AbortSignal) {
		const [km, codes] = JSON.parse(question) as [number, string[]];
		try {
			const { items } = await api.sql({ sql: statement(codes), params: { km }, limit: NAMED }, { signal });
			this.#found = items.map((row) => ({ first: String(row['first']), second: String(row['second']), km: Number(row['km']) }));
			this.#total = Number(items[0]?.['total'] ?? 0);
			this.#answered = question;
			this.error = null;
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
	}
}

export const near = new NearPairs();
