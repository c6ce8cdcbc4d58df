import { api, isAbort } from '$lib/api';
import { plan } from './plan.svelte';
import { ranking } from './ranking.svelte';

/** A village that satisfies no condition and breaks none: what is asked for is not known of it. */
export interface NotAssessable {
	code: string;
	name: string;
	regency: string;
}

const name = (id: string) => `"${id.replaceAll('"', '""')}"`;

/** What the plan can speak of: where its leading criterion is known, and how many villages it cannot assess. */
class Reach {
	/** Regencies with a value of the leading criterion, and all of them. */
	regencies = $derived.by(() => {
		const said = (ranking.head as { reach?: { indicator: string; regencies_known: number; regencies: number } | null } | null)?.reach;
		return said ? { indicator: said.indicator, known: said.regencies_known, all: said.regencies } : this.#found;
	});
	#found = $state.raw<{ indicator: string; known: number; all: number } | null>(null);
	#counted = $state.raw<{ where: string; villages: number } | null>(null);
	#known = new Map<string, { indicator: string; known: number; all: number }>();

	/** Villages of the country that cannot be assessed, because no condition is false but one is unknown; `null` while nobody has said. */
	notAssessable = $derived.by((): number | null => {
		const { not_assessable } = (ranking.head ?? {}) as { not_assessable?: number | null };
		if (typeof not_assessable === 'number') return not_assessable;
		return this.#counted?.where === plan.where ? this.#counted.villages : null;
	});

	/** Asks for what is not known yet of the present plan; returns how to call it off. */
	ask(lead: string | null, where: string): () => void {
		const running = new AbortController();
		void this.#ask(lead, where, running.signal).catch((error: unknown) => {
			// The sentence is simply absent: the list reports what is wrong with a condition.
			if (!isAbort(error)) console.warn('reach:', error);
		});
		return () => running.abort();
	}

	async #ask(lead: string | null, where: string, signal: AbortSignal) {
		if (lead !== null) {
			let found = this.#known.get(lead);
			if (!found) {
				const { items } = await api.sql({ sql: `SELECT count(DISTINCT regency_code) FILTER (WHERE ${name(lead)} IS NOT NULL) AS known, count(DISTINCT regency_code) AS regencies FROM village_indicators` }, { signal });
				found = { indicator: lead, known: Number(items[0]?.['known'] ?? 0), all: Number(items[0]?.['regencies'] ?? 0) };
				this.#known.set(lead, found);
			}
			this.#found = found;
		}
		if (this.#counted?.where === where) return;
		const villages = where.trim() ? Number((await api.sql({ sql: `SELECT count(*) AS n FROM village_indicators WHERE (\n${where}\n) IS NULL` }, { signal })).items[0]?.['n'] ?? 0) : 0;
		this.#counted = { where, villages };
	}

	/** The villages of an area that cannot be assessed, by code; as many as `limit`. */
	async villages(where: string, area: string | null, limit: number, signal: AbortSignal): Promise<NotAssessable[]> {
		if (!where.trim()) return [];
		const within = area === null ? '' : ` AND (v.code = $area OR starts_with(v.code, $area || '.'))`;
		const sql = `SELECT v.code, v.name, r.name AS regency\nFROM (SELECT * FROM village_indicators WHERE (\n${where}\n) IS NULL) v\nLEFT JOIN regencies r ON r.code = v.regency_code\nWHERE true${within}\nORDER BY v.code`;
		const { items } = await api.sql({ sql, limit, ...(area === null ? {} : { params: { area } }) }, { signal });
		return items.map((row) => ({ code: String(row['code']), name: String(row['name'] ?? ''), regency: String(row['regency'] ?? '') }));
	}
}

export const reach = new Reach();
