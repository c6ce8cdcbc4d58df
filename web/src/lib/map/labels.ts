import type { Feature, FeatureCollection, Point } from 'geojson';
import { api, type Area } from '$lib/api';
import { levelOf } from '$lib/state/codes';

/**
 * Names on the map, placed at each area's own inside point, so that an area that several tiles share is
 * named once. Provinces and regencies are read once; finer levels when the reader enters their area.
 */
export class Labels {
	readonly #known = new Map<string, Feature<Point>>();
	readonly #names = new Map<string, string>();
	readonly #asked = new Set<string>();

	/** Adds the labels needed in `area`; true when something was added. */
	async load(area: string | null, signal: AbortSignal): Promise<boolean> {
		const wanted: { level: string; parent: string | null; limit: number }[] = [
			{ level: 'province', parent: null, limit: 100 },
			{ level: 'regency', parent: null, limit: 1000 }
		];
		const depth = area === null ? null : levelOf(area);
		if (depth === 'province' || depth === 'regency') wanted.push({ level: 'district', parent: area, limit: 1000 });
		if (depth === 'regency' || depth === 'district') wanted.push({ level: 'village', parent: area, limit: 1000 });
		const fresh = wanted.filter((one) => !this.#asked.has(`${one.level}/${one.parent}`));
		const before = this.#known.size;
		await Promise.all(
			fresh.map(async (one) => {
				const items = (await api.areas(one, { signal })).items;
				this.#asked.add(`${one.level}/${one.parent}`);
				items.forEach((item) => this.#add(item));
			})
		);
		return this.#known.size > before;
	}

	/** The name of an area whose label was read. */
	name(code: string): string | null {
		return this.#names.get(code) ?? null;
	}

	#add(area: Area) {
		this.#names.set(area.code, area.name);
		if (area.lon === null || area.lon === undefined || area.lat === null || area.lat === undefined) return;
		this.#known.set(area.code, {
			type: 'Feature',
			// Larger areas first where names compete for room.
			properties: { code: area.code, name: shortName(area), level: area.level, order: -(area.area_km2 ?? 0) },
			geometry: { type: 'Point', coordinates: [area.lon, area.lat] }
		});
	}

	collection(): FeatureCollection<Point> {
		return { type: 'FeatureCollection', features: [...this.#known.values()] };
	}
}

/** A map says “Lombok Timur”, not “Kabupaten Lombok Timur”; a city keeps its “Kota”. */
function shortName(area: Area): string {
	return area.name.replace(/^(Kabupaten|Kab\.|Provinsi|Kecamatan)\s+/i, '');
}

