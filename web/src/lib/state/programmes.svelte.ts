import { api } from '$lib/api';

/** A programme with villages in it. */
export interface Programme {
	id: string;
	name: string;
	/** Villages that take part, in any round. */
	villages: number;
}

const STATEMENT = `SELECT d.programme AS id, p.name, count(DISTINCT d.village_code) AS villages
FROM designations d
LEFT JOIN programmes p ON p.id = d.programme
GROUP BY d.programme, p.name
ORDER BY villages DESC, id`;

/** The programmes of the dataset that villages take part in. */
class Programmes {
	all = $state.raw<Programme[]>([]);
	#names = $derived(new Map(this.all.map((one) => [one.id, one.name])));
	#loading: Promise<void> | null = null;

	load(): Promise<void> {
		this.#loading ??= api.sql({ sql: STATEMENT }).then(
			({ items }) => {
				this.all = items.map((row) => ({ id: String(row['id']), name: String(row['name'] ?? row['id']), villages: Number(row['villages']) }));
			},
			() => {
				// Keys stand for names until the next try.
				this.#loading = null;
			}
		);
		return this.#loading;
	}

	name(id: string): string {
		return this.#names.get(id) ?? id;
	}
}

export const programmes = new Programmes();
