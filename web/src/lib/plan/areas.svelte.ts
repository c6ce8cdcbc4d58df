import { api } from '$lib/api';

/** Names of all provinces and regencies: for limits of single areas and for what a plan breaks where. */
class Areas {
	all = $state.raw<{ code: string; name: string }[]>([]);
	#names = $derived(new Map(this.all.map((one) => [one.code, one.name])));
	#loading: Promise<void> | null = null;

	load(): Promise<void> {
		this.#loading ??= api.sql({ sql: 'SELECT code, name FROM provinces UNION ALL SELECT code, name FROM regencies ORDER BY code', limit: 2000 }).then(
			({ items }) => {
				this.all = items.map((row) => ({ code: String(row['code']), name: String(row['name']) }));
			},
			() => {
				// Codes stand for names until the next try.
				this.#loading = null;
			}
		);
		return this.#loading;
	}

	name(code: string): string {
		return this.#names.get(code) ?? code;
	}
}

export const areas = new Areas();
