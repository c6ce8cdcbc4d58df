import type { FeatureCollection, Point } from 'geojson';
import { api, isAbort, type Cell, type RecordLine } from '$lib/api';
import { pointsOf } from './rounds.svelte';

/** Proposals read at a time, and at most. */
const AT_ONCE = 1000;
const PAGES = 20;

/** Villages that somebody proposes for a round: marks in the list and on the map. */
class Proposed {
	/** The record of each village; of several the last. */
	villages = $state.raw<ReadonlyMap<string, RecordLine>>(new Map());
	/** Where they lie, for the map: each is drawn by the name of its sign. */
	points = $state.raw<FeatureCollection<Point>>({ type: 'FeatureCollection', features: [] });
	#loading: Promise<void> | null = null;

	load(): Promise<void> {
		return (this.#loading ??= this.#read());
	}

	reload(): Promise<void> {
		this.#loading = null;
		return this.load();
	}

	async #read() {
		try {
			const found = new Map<string, RecordLine>();
			let cursor: string | null = null;
			for (let page = 0; page < PAGES; page += 1) {
				const { items, next_cursor } = await api.registry.list({ table: 'proposals', limit: AT_ONCE, cursor });
				// The last record comes first.
				for (const one of items) if (one.status === 'counts' && one.area && !found.has(one.area)) found.set(one.area, one);
				cursor = next_cursor ?? null;
				if (cursor === null) break;
			}
			this.villages = found;
			this.points = { type: 'FeatureCollection', features: await placesOf([...found.keys()]) };
		} catch (error) {
			// Without marks the list is what it was; the next page asks again.
			this.#loading = null;
			if (!isAbort(error)) console.warn('proposals:', error);
		}
	}
}

const number = (cell: Cell | undefined) => (typeof cell === 'number' ? cell : null);

/** A village without a polygon lies where its district does, as for the server. */
async function placesOf(codes: readonly string[]): Promise<FeatureCollection<Point>['features']> {
	const features: FeatureCollection<Point>['features'] = [];
	for (let i = 0; i < codes.length; i += AT_ONCE) {
		const some = codes.slice(i, i + AT_ONCE);
		const list = some.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
		const sql = `SELECT v.code, coalesce(v.lon, d.lon) AS lon, coalesce(v.lat, d.lat) AS lat\nFROM villages v\nLEFT JOIN districts d ON d.code = v.district_code\nWHERE v.code IN (${list})`;
		const { items } = await api.sql({ sql, limit: some.length });
		const places = items.map((row) => ({ code: String(row['code']), lon: number(row['lon']), lat: number(row['lat']) }));
		features.push(...pointsOf(places, 'proposed').map((one) => ({ ...one, properties: { ...one.properties, verdict: 'proposed', share: 0 } })));
	}
	return features;
}

export const proposed = new Proposed();
