import { api } from '$lib/api';
import { plan } from './plan.svelte';
import { ranking } from './ranking.svelte';

/** A village that satisfies no condition and breaks none: what is asked for is not known of it. */
export interface NotAssessable {
	code: string;
	name: string;
	regency: string;
}

/** What the plan can speak of: where its leading criterion is known, and how many villages it cannot assess. */
class Reach {
	/** Regencies with a value of the leading criterion, and all of them. */
	regencies = $derived.by(() => {
		const said = ranking.head?.reach;
		return said ? { indicator: said.indicator, known: said.regencies_known, all: said.regencies } : null;
	});

	/** Villages of the country that cannot be assessed, because no condition is false but one is unknown; `null` while nobody has said. */
	notAssessable = $derived(ranking.head?.not_assessable ?? null);

	/** The villages of an area that cannot be assessed, by code; as many as `limit`. */
	async villages(where: string, area: string | null, limit: number, signal: AbortSignal): Promise<NotAssessable[]> {
		if (!where.trim()) return [];
		const within = area === null ? '' : ` AND (v.code = $area OR starts_with(v.code, $area || '.'))`;
		const sql = `SELECT v.code, v.name, r.name AS regency\nFROM (SELECT * FROM ${plan.table} WHERE (\n${where}\n) IS NULL) v\nLEFT JOIN regencies r ON r.code = v.regency_code\nWHERE true${within}\nORDER BY v.code`;
		const { items } = await api.sql({ sql, limit, ...(area === null ? {} : { params: { area } }) }, { signal });
		return items.map((row) => ({ code: String(row['code']), name: String(row['name'] ?? ''), regency: String(row['regency'] ?? '') }));
	}
}

export const reach = new Reach();
