import { api, isAbort, type Cell } from '$lib/api';
import type { VillageTable } from './document/table';
import { plan } from './plan.svelte';

/** What the register and the indicators say of a village, whatever the plan is. */
export interface Fact {
	code: string;
	name: string;
	regency: string;
	province: string;
	/** Where it lies; a village without a polygon lies where its district does, as for the server. */
	lon: number | null;
	lat: number | null;
	designated: boolean;
	/** Values of all indicators by id. */
	values: Readonly<Record<string, number | null>>;
}

/** Villages asked for in one statement. */
const BATCH = 500;

const number = (cell: Cell | undefined) => (typeof cell === 'number' && Number.isFinite(cell) ? cell : null);
const text = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : '');

/** Facts of villages that the page speaks of: asked for once, then at hand. Values are those that the plan lets take part. */
class Facts {
	#known = $state.raw<Readonly<Record<VillageTable, ReadonlyMap<string, Fact>>>>({ village_indicators: new Map(), village_indicators_with_imputed: new Map(), village_indicators_of_three_years: new Map() });
	error = $state.raw<unknown>(null);
	#asked: Record<VillageTable, Set<string>> = { village_indicators: new Set(), village_indicators_with_imputed: new Set(), village_indicators_of_three_years: new Set() };

	of(code: string): Fact | null {
		return this.#known[plan.table].get(code) ?? null;
	}

	/** The village's name, or its code while the name is on its way. */
	name(code: string): string {
		return (this.of(code) ?? this.#known.village_indicators.get(code))?.name ?? code;
	}

	/** Makes sure that facts are here or on their way. A code that no village has is asked for once and stays unknown. */
	need(codes: readonly string[]) {
		const { table } = plan;
		const missing = codes.filter((code) => !this.#asked[table].has(code));
		for (let i = 0; i < missing.length; i += BATCH) void this.#read(table, missing.slice(i, i + BATCH));
	}

	async #read(table: VillageTable, codes: string[]) {
		const asked = this.#asked[table];
		for (const code of codes) asked.add(code);
		const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
		const sql = `SELECT v.*, r.name AS regency_name, p.name AS province_name, coalesce(v.lon, d.lon) AS at_lon, coalesce(v.lat, d.lat) AS at_lat\nFROM ${table} v\nLEFT JOIN districts d ON d.code = v.district_code\nLEFT JOIN regencies r ON r.code = v.regency_code\nLEFT JOIN provinces p ON p.code = v.province_code\nWHERE v.code IN (${list})`;
		try {
			const { items } = await api.sql({ sql, limit: codes.length });
			const known = new Map(this.#known[table]);
			for (const row of items) {
				const values = Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, number(cell)]));
				known.set(text(row['code']), {
					code: text(row['code']),
					name: text(row['name']),
					regency: text(row['regency_name']),
					province: text(row['province_name']),
					lon: number(row['at_lon']),
					lat: number(row['at_lat']),
					designated: row['designated'] === true,
					values
				});
			}
			this.#known = { ...this.#known, [table]: known };
			this.error = null;
		} catch (error) {
			for (const code of codes) asked.delete(code);
			if (!isAbort(error)) this.error = error;
		}
	}
}

export const facts = new Facts();
