import { api, isAbort, type Cell } from '$lib/api';

/** What the register and the indicators say of a village, whatever the plan is. */
export interface Fact {
	code: string;
	name: string;
	regency: string;
	province: string;
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

/** Facts of villages that the page speaks of: asked for once, then at hand. */
class Facts {
	#known = $state.raw<ReadonlyMap<string, Fact>>(new Map());
	error = $state.raw<unknown>(null);
	#asked = new Set<string>();

	of(code: string): Fact | null {
		return this.#known.get(code) ?? null;
	}

	/** The village's name, or its code while the name is on its way. */
	name(code: string): string {
		return this.#known.get(code)?.name ?? code;
	}

	/** Makes sure that facts are here or on their way. A code that no village has is asked for once and stays unknown. */
	need(codes: readonly string[]) {
		const missing = codes.filter((code) => !this.#asked.has(code));
		for (let i = 0; i < missing.length; i += BATCH) void this.#read(missing.slice(i, i + BATCH));
	}

	async #read(codes: string[]) {
		for (const code of codes) this.#asked.add(code);
		const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
		const sql = `SELECT v.*, r.name AS regency_name, p.name AS province_name\nFROM village_indicators v\nLEFT JOIN regencies r ON r.code = v.regency_code\nLEFT JOIN provinces p ON p.code = v.province_code\nWHERE v.code IN (${list})`;
		try {
			const { items } = await api.sql({ sql, limit: codes.length });
			const known = new Map(this.#known);
			for (const row of items) {
				const values = Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, number(cell)]));
				known.set(text(row['code']), {
					code: text(row['code']),
					name: text(row['name']),
					regency: text(row['regency_name']),
					province: text(row['province_name']),
					lon: number(row['lon']),
					lat: number(row['lat']),
					designated: row['designated'] === true,
					values
				});
			}
			this.#known = known;
			this.error = null;
		} catch (error) {
			for (const code of codes) this.#asked.delete(code);
			if (!isAbort(error)) this.error = error;
		}
	}
}

export const facts = new Facts();
