import { api, isAbort } from '$lib/api';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';

/** Migrants who live near a village of the programme: near those that are designated already, and with the basket as well. */
export interface Reach {
	before: number;
	after: number;
	/** Villages within the radius whose migrants nobody knows: they are in neither sum. */
	unknown: number;
}

/** What the sums rest on: a regency's migrants, shared out by population. */
const NEEDED = ['pmi_per_1000', 'population'] as const;

/** The statement that counts them, for a basket and a radius in kilometres, in the table that the plan reads. */
export function reachStatement(codes: readonly string[], km: number, table: string): string {
	const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
	return `WITH sites AS (
  SELECT lon, lat, true AS already FROM ${table} WHERE designated
  UNION ALL
  SELECT lon, lat, false FROM ${table} WHERE code IN (${list})
),
reached AS (
  SELECT v.code, bool_or(s.already) AS already
  FROM ${table} v
  JOIN sites s ON ST_DWithin(ST_Point(v.lon, v.lat), ST_Point(s.lon, s.lat), ${Math.round(km * 1000)})
  GROUP BY v.code
)
SELECT
  coalesce(sum(v.pmi_per_1000 * v.population / 1000) FILTER (WHERE r.already), 0) AS before,
  coalesce(sum(v.pmi_per_1000 * v.population / 1000), 0) AS after,
  count(*) FILTER (WHERE v.pmi_per_1000 IS NULL OR v.population IS NULL) AS unknown
FROM reached r
JOIN ${table} v ON v.code = r.code`;
}

/** How many migrants the basket reaches, asked whenever the basket or the radius is another. */
class ReachOfBasket {
	value = $state.raw<Reach | null>(null);
	error = $state.raw<unknown>(null);
	loading = $state(false);
	/** Kilometres of the plan, where it is about reaching; else `null`. */
	km = $derived(plan.constraints.objective === 'mclp' || plan.constraints.objective === 'lscp' ? (plan.constraints.radius_km ?? null) : null);
	/** False where the dataset does not know the migrants of villages. */
	possible = $derived(NEEDED.every((id) => (catalog.byId.get(id)?.present ?? 0) > 0));
	statement = $derived(this.km !== null && this.km > 0 && this.possible && plan.basket.length ? reachStatement(plan.basket.toSorted(), this.km, plan.table) : null);

	/** Asks about the present basket; returns how to call it off. */
	ask(): (() => void) | undefined {
		const sql = this.statement;
		this.value = null;
		if (!sql) return undefined;
		const running = new AbortController();
		const timer = setTimeout(() => void this.#ask(sql, running.signal), 150);
		return () => {
			clearTimeout(timer);
			running.abort();
		};
	}

	async #ask(sql: string, signal: AbortSignal) {
		this.loading = true;
		try {
			const { items } = await api.sql({ sql, limit: 1 }, { signal });
			const number = (name: string) => Number(items[0]?.[name] ?? 0);
			this.value = { before: number('before'), after: number('after'), unknown: number('unknown') };
			this.error = null;
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
		if (!signal.aborted) this.loading = false;
	}
}

export const reach = new ReachOfBasket();
