import type { Feature, FeatureCollection, Point } from 'geojson';
import { api, type Indicator, type Village } from '$lib/api';
import { catalog } from '$lib/state/catalog.svelte';
import { Loader } from '$lib/state/loader.svelte';
import { capsules, circleRing, corridorOutline } from './geometry';
import { writeShape, type Shape } from './shape';
import { isTold, sumStatement } from './statement';

/** Villages listed at most; the server counts and sums them all. */
const MOST = 10_000;

/** What an indicator says of the villages in the shape. */
export interface Figure {
	indicator: Indicator;
	/** How many of the villages have it. */
	known: number;
	/** Sum or mean; `null` where no village has it. */
	value: number | null;
}

/** What the server says of a shape. */
export interface Found {
	/** The shape that was asked about, as text. */
	of: string;
	villages: readonly Village[];
	total: number;
	kelurahan: number;
	designated: number;
	/** `null` where list and statement count differently: then no figure is told. */
	figures: readonly Figure[] | null;
}

/** The area on the map that the reader asks about, and the villages in it. */
class Within {
	shape = $state.raw<Shape | null>(null);
	#loader = new Loader<Found>();

	/** What was found in the present shape; `null` while nothing was. */
	found = $derived(this.shape && this.#loader.value?.of === writeShape(this.shape) ? this.#loader.value : null);
	error = $derived(this.#loader.error);
	loading = $derived(this.#loader.loading);

	/** How the shape lies on the map. */
	outlines = $derived.by(() => {
		const { shape } = this;
		if (!shape) return [];
		if (shape.what === 'polygon') return [shape.ring];
		if (shape.what === 'circle') {
			const ring = circleRing(shape.centre, shape.km);
			return [{ line: [...ring, ...ring.slice(0, 1)], corners: false }, [shape.centre]];
		}
		return [{ line: shape.line, corners: true }, ...corridorOutline(shape.line, shape.km).map((line) => ({ line, corners: false }))];
	});

	/** Where the villages that were found lie. */
	points = $derived<FeatureCollection<Point>>({
		type: 'FeatureCollection',
		features: (this.found?.villages ?? []).flatMap(({ code, name, lon, lat }): Feature<Point>[] =>
			lon === null || lat === null ? [] : [{ type: 'Feature', properties: { code, name, kind: 'found' }, geometry: { type: 'Point', coordinates: [lon, lat] } }]
		)
	});

	/** Asks about the present shape; for an effect. */
	ask() {
		const { shape } = this;
		if (!shape || !catalog.indicators.length) return;
		const told = catalog.indicators.filter((one) => one.present > 0 && isTold(one));
		void this.#loader.read(async (signal) => {
			const [list, sums] = await Promise.all([listOf(shape, signal), api.sql({ sql: sumStatement(shape, told), limit: 1 }, { signal })]);
			const row = sums.items[0] ?? {};
			const count = (key: string) => (typeof row[key] === 'number' ? (row[key] as number) : 0);
			const total = list.total ?? list.items.length;
			return {
				of: writeShape(shape),
				villages: list.items,
				total,
				kelurahan: count('kelurahan'),
				designated: count('designated'),
				figures: count('villages') === total ? told.map((indicator, i) => ({ indicator, known: count(`n${i}`), value: count(`n${i}`) > 0 && typeof row[`x${i}`] === 'number' ? count(`x${i}`) : null })) : null
			};
		});
	}
}

/** The villages in a shape, through the R-tree of the server: nearest first in a circle, else by code. */
function listOf(shape: Shape, signal: AbortSignal) {
	if (shape.what === 'circle') return api.villages({ near: shape.centre.join(','), radius_m: Math.round(shape.km * 1e6) / 1e3, limit: MOST }, { signal });
	const rings = shape.what === 'polygon' ? [shape.ring] : capsules(shape.line, shape.km);
	return api.villagesIn({ type: 'MultiPolygon', coordinates: rings.map((ring) => [[...ring, ...ring.slice(0, 1)]]) }, MOST, { signal });
}

export const within = new Within();
