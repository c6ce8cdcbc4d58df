import type { FeatureCollection, Point } from 'geojson';
import { api, type Cell } from '$lib/api';

/** A round of the programme as the dataset knows it. */
export interface Round {
	id: string;
	name: string;
	year: number | null;
	/** How many villages were announced, where that is known. */
	target: number | null;
	status: string;
	source: string;
}

/** A village that was designated in a round. */
export interface RoundVillage {
	code: string;
	name: string;
	regency: string;
	status: string;
	funding: string;
	source: string;
	lon: number | null;
	lat: number | null;
}

/** What an area was promised in a round. */
export interface RoundQuota {
	code: string;
	name: string;
	min: number | null;
	max: number | null;
	basis: string;
}

const text = (cell: Cell | undefined) => (typeof cell === 'string' ? cell : '');
const number = (cell: Cell | undefined) => (typeof cell === 'number' ? cell : null);

const VILLAGES = `SELECT d.village_code AS code, v.name, r.name AS regency, d.status, d.funding, d.source, v.lon, v.lat
FROM designations d
LEFT JOIN villages v ON v.code = d.village_code
LEFT JOIN regencies r ON r.code = v.regency_code
WHERE d.round = $round
ORDER BY code`;

const QUOTAS = `SELECT q.area_code AS code, coalesce(p.name, r.name, q.area_code) AS name, q.min_n, q.max_n, q.basis
FROM round_quotas q
LEFT JOIN provinces p ON p.code = q.area_code
LEFT JOIN regencies r ON r.code = q.area_code
WHERE q.round = $round
ORDER BY code`;

/** Past rounds and the one that is being planned. */
class Rounds {
	all = $state.raw<Round[]>([]);
	/** The round being planned: the first that is not closed. */
	next = $derived(this.all.find((one) => one.status !== 'closed')?.id ?? null);
	/** What was designated in the round that is looked at. */
	villages = $state.raw<RoundVillage[]>([]);
	#loading: Promise<void> | null = null;

	/** Reads the rounds once. A dataset without them has none: a round can be named freely. */
	load(): Promise<void> {
		this.#loading ??= api.sql({ sql: 'SELECT id, name, year, target_n, status, source FROM rounds ORDER BY year, id' }).then(
			({ items }) => {
				this.all = items.map((row) => ({
					id: text(row['id']),
					name: text(row['name']),
					year: number(row['year']),
					target: number(row['target_n']),
					status: text(row['status']),
					source: text(row['source'])
				}));
			},
			() => {
				this.#loading = null;
			}
		);
		return this.#loading;
	}

	of(id: string): Round | null {
		return this.all.find((one) => one.id === id) ?? null;
	}

	/** What was designated in a round, and what areas were promised. */
	async details(round: string, signal: AbortSignal): Promise<{ villages: RoundVillage[]; quotas: RoundQuota[] }> {
		const ask = (sql: string) => api.sql({ sql, params: { round } }, { signal });
		const [villages, quotas] = await Promise.all([ask(VILLAGES), ask(QUOTAS)]);
		return {
			villages: villages.items.map((row) => ({
				code: text(row['code']),
				name: text(row['name']) || text(row['code']),
				regency: text(row['regency']),
				status: text(row['status']),
				funding: text(row['funding']),
				source: text(row['source']),
				lon: number(row['lon']),
				lat: number(row['lat'])
			})),
			quotas: quotas.items.map((row) => ({
				code: text(row['code']),
				name: text(row['name']),
				min: number(row['min_n']),
				max: number(row['max_n']),
				basis: text(row['basis'])
			}))
		};
	}
}

/** The places of villages, for the map. */
export function pointsOf(villages: readonly { code: string; lon: number | null; lat: number | null }[], kind: string): FeatureCollection<Point>['features'] {
	return villages.flatMap(({ code, lon, lat }) =>
		lon === null || lat === null ? [] : [{ type: 'Feature', properties: { code, kind }, geometry: { type: 'Point', coordinates: [lon, lat] } }]
	);
}

export const rounds = new Rounds();
