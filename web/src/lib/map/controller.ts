import { home } from '$lib/api/place';
import * as gl from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import 'maplibre-gl/dist/maplibre-gl.css';
import type { ExpressionSpecification, GeoJSONSource, LngLatBoundsLike, Map as GlMap, MapGeoJSONFeature, PaddingOptions } from 'maplibre-gl';
import { LEVELS, codeOfFeature, featureId, idRange, levelOf, type Level } from '$lib/state/codes';
import { COUNTRY, ownOrigin, readCamera, writeCamera } from './camera';
import { LAYER } from './levels';
import { ground } from './palette';
import { sprites } from './patterns';
import { SKETCH, sketchLayers, sketchOf, type Outline } from './sketch';
import { AreaStates, type Exact, type Placed } from './states';
import { CHOSEN, LABELS, VERDICTS, baseStyle, fillId, hatchId, labelId, lineId, markId, partialId } from './style';

gl.setWorkerUrl(new URL(workerUrl, location.href).href);

/** The colours of the areas: one expression over the properties of a tile's feature. */
export interface Paint {
	colour: ExpressionSpecification | string;
	/** 1 where the area has no data and wears the hatch, else 0. */
	missing: ExpressionSpecification | number;
	/** 1 where the colour stands on part of the data and wears thin lines, else 0. */
	partial?: ExpressionSpecification | number;
}

/** What the map reports: codes, never MapLibre's own features. */
export interface MapEvents {
	/** The area under the pointer, the properties of its tile feature, and where the pointer is on the map. */
	hover(code: string | null, properties: Record<string, unknown>, at: { x: number; y: number }): void;
	/** A click, or Enter on the area in the middle (`key`), with the properties of its tile feature. */
	click(code: string | null, add: boolean, at: { lon: number; lat: number }, properties: Record<string, unknown>, key: boolean): void;
	move(zoom: number): void;
	/** Where a hand left the map (`zoom/latitude/longitude`), or `null` when it flew to an area by itself. */
	camera?(at: string | null): void;
	/** All that is in view is drawn: the area in its middle with its properties, the zoom, and the areas of the coloured level that are there. */
	settled?(code: string | null, properties: Record<string, unknown>, zoom: number, drawn: Record<string, unknown>[]): void;
	/** True while tiles are on their way. */
	busy(busy: boolean): void;
	error(message: string): void;
}

/** MapLibre behind the few words that this application needs. */
export class MapController {
	readonly map: GlMap;
	#paint: Paint | null = null;
	#level: Level = 'province';
	#area: string | null = null;
	#states = new Map<'hover' | 'picked', string[]>([
		['hover', []],
		['picked', []]
	]);
	#areas: AreaStates;
	#labels: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
	#chosen: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
	#verdicts: GeoJSON.FeatureCollection = { type: 'FeatureCollection', features: [] };
	#outlines: readonly Outline[] = [];
	#dark: boolean;
	/** No frame has the present colours yet. */
	#fresh = false;
	#points = { designations: true, ltsa: true };
	#padding: Partial<PaddingOptions>;
	#size: ResizeObserver;

	constructor(container: HTMLElement, dark: boolean, events: MapEvents, padding: PaddingOptions, title: string, camera: string | null = null) {
		this.#dark = dark;
		this.#padding = padding;
		this.map = new gl.Map({
			container,
			style: baseStyle(home(), dark),
			...(readCamera(camera) ?? { bounds: COUNTRY, fitBoundsOptions: { padding } }),
			minZoom: 1.5,
			maxZoom: 15,
			maxBounds: [
				[50, -62],
				[179, 62]
			],
			transformRequest: (url) => ({ url: ownOrigin(url) }),
			attributionControl: false,
			renderWorldCopies: false,
			dragRotate: false,
			// Shift and a click pick a second village: a box to zoom into would take the click away.
			boxZoom: false,
			pitchWithRotate: false,
			touchPitch: false,
			fadeDuration: 120,
			trackResize: false,
			locale: { 'Map.Title': title },
			// The paper of a printed page is drawn from the canvas after the frame is over.
			canvasContextAttributes: { preserveDrawingBuffer: true }
		});
		this.#areas = new AreaStates(this.map);
		this.#size = new ResizeObserver(() => {
			// Paper has another size, and no time to wait for other tiles: it shows the canvas of the screen.
			if (!window.matchMedia('print').matches) this.map.resize();
		});
		this.#size.observe(container);
		this.map.touchZoomRotate.disableRotation();
		this.map.keyboard.disableRotation();
		this.map.addControl(new gl.ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-right');
		this.map.on('style.load', () => this.#dress());
		this.#listen(events);
	}

	#listen(events: MapEvents) {
		const map = this.map;
		map.on('mousemove', (event) => {
			const feature = this.#featureAt(event.point);
			const code = codeOfFeature(feature?.id);
			map.getCanvas().style.cursor = code ? 'pointer' : '';
			events.hover(code, feature?.properties ?? {}, event.point);
		});
		map.on('mouseout', () => events.hover(null, {}, { x: 0, y: 0 }));
		map.on('click', ({ point, lngLat, originalEvent: { shiftKey, ctrlKey, metaKey } }) => {
			const feature = this.#featureAt(point);
			events.click(codeOfFeature(feature?.id), shiftKey || ctrlKey || metaKey, { lon: lngLat.lng, lat: lngLat.lat }, feature?.properties ?? {}, false);
		});
		map.on('zoom', () => events.move(map.getZoom()));
		map.on('moveend', (event) => {
			events.camera?.(event.originalEvent ? writeCamera(map.getCenter(), map.getZoom()) : null);
		});
		map.on('render', () => {
			if (!this.#fresh || !this.#ready || typeof this.#paint?.colour !== 'object' || !map.isSourceLoaded(LAYER[this.#level])) return;
			this.#fresh = false;
			// Chrome's trace finds it: bench/paint.js.
			performance.mark('map:coloured');
		});
		map.on('dataloading', () => events.busy(true));
		map.on('idle', () => {
			events.busy(false);
			const middle = this.#featureAt(this.#middle());
			events.settled?.(codeOfFeature(middle?.id), middle?.properties ?? {}, map.getZoom(), this.#drawn());
		});
		map.on('error', (event) => {
			console.warn('map:', event.error?.message);
			events.error(event.error?.message ?? '');
		});
		map.getCanvas().addEventListener('keydown', (event) => {
			if (event.key !== 'Enter') return;
			const { lng, lat } = map.unproject(this.#middle());
			const feature = this.#featureAt(this.#middle());
			events.click(codeOfFeature(feature?.id), event.shiftKey, { lon: lng, lat }, feature?.properties ?? {}, true);
		});
	}

	/** Where the crosshair is: the middle of the map that no panel covers. */
	#middle(): gl.Point {
		const { width, height } = this.map.getCanvas().getBoundingClientRect();
		const { left = 0, right = 0, top = 0, bottom = 0 } = this.#padding;
		return new gl.Point((left + width - right) / 2, (top + height - bottom) / 2);
	}

	/** Properties of every area of the coloured level that is in view and in the reader's area, each once. */
	#drawn(): Record<string, unknown>[] {
		const layer = fillId(this.#level);
		if (!this.map.getLayer(layer)) return [];
		const filter = this.#area === null ? {} : { filter: this.#inArea(this.#level) };
		const byId = new Map<unknown, Record<string, unknown>>();
		for (const feature of this.map.queryRenderedFeatures({ layers: [layer], ...filter })) byId.set(feature.id, feature.properties);
		return [...byId.values()];
	}

	/** Tells the map which room panels cover now. */
	setPadding(padding: PaddingOptions) {
		this.#padding = padding;
	}

	#featureAt(point: gl.Point): MapGeoJSONFeature | undefined {
		if (!this.map.getLayer(fillId(this.#level))) return undefined;
		const near = [new gl.Point(point.x - 5, point.y - 5), new gl.Point(point.x + 5, point.y + 5)] as [gl.Point, gl.Point];
		const layers = [fillId(this.#level)];
		// A small island is hard to hit: what lies within five pixels counts.
		return this.map.queryRenderedFeatures(point, { layers })[0] ?? this.map.queryRenderedFeatures(near, { layers })[0];
	}

	/** Brings everything that is not in the base style back after the style was loaded. */
	#dress() {
		for (const sprite of sprites(ground(this.#dark))) {
			if (!this.map.hasImage(sprite.name)) this.map.addImage(sprite.name, sprite.data, { pixelRatio: sprite.pixelRatio });
		}
		this.#showLevel();
		this.#applyPaint();
		this.#applyStates();
		this.#areas.again();
		this.#dimLabels();
		this.setMarks(this.#points);
		this.map.addSource(SKETCH, { type: 'geojson', data: sketchOf(this.#outlines) });
		for (const layer of sketchLayers(ground(this.#dark))) this.map.addLayer(layer);
		(this.map.getSource(LABELS) as GeoJSONSource | undefined)?.setData(this.#labels);
		(this.map.getSource(CHOSEN) as GeoJSONSource | undefined)?.setData(this.#chosen);
		(this.map.getSource(VERDICTS) as GeoJSONSource | undefined)?.setData(this.#verdicts);
	}

	get #ready(): boolean {
		return !!this.map.getLayer('sea');
	}

	/** Colours the areas: one paint property a layer, no request. */
	setPaint(paint: Paint) {
		this.#paint = paint;
		if (this.#ready) this.#applyPaint();
	}

	#applyPaint() {
		if (!this.#paint) return;
		this.#fresh = true;
		const level = this.#level;
		this.map.setPaintProperty(fillId(level), 'fill-color', this.#paint.colour);
		const faded = this.#area === null ? 1 : ['case', this.#inArea(level), 1, 0.28];
		this.map.setPaintProperty(fillId(level), 'fill-opacity', faded as ExpressionSpecification);
		const lines = (opacity: ExpressionSpecification | number) => (this.#area === null ? opacity : ['*', opacity, faded]) as ExpressionSpecification;
		this.map.setPaintProperty(hatchId(level), 'fill-opacity', lines(this.#paint.missing));
		this.map.setPaintProperty(partialId(level), 'fill-opacity', lines(this.#paint.partial ?? 0));
	}

	#inArea(level: Level): ExpressionSpecification {
		const area = this.#area ?? '';
		const depth = levelOf(area);
		if (depth && LEVELS.indexOf(depth) > LEVELS.indexOf(level)) return ['==', ['id'], featureId(area.split('.').slice(0, LEVELS.indexOf(level) + 1).join('.'))];
		const [first, last] = idRange(area, level);
		return ['all', ['>=', ['id'], first], ['<=', ['id'], last]];
	}

	/** Chooses which level is coloured and where the reader is. */
	setView(level: Level, area: string | null) {
		const changed = level !== this.#level || area !== this.#area;
		this.#level = level;
		this.#area = area;
		if (!changed || !this.#ready) return;
		this.#showLevel();
		this.#applyPaint();
		this.#applyStates();
		this.#dimLabels();
	}

	/** Names outside the area that the reader is in step back with it. */
	#dimLabels() {
		const area = this.#area;
		const opacity = area === null ? 1 : ['case', ['==', ['slice', ['get', 'code'], 0, area.length], area], 1, 0.45];
		for (const level of LEVELS) this.map.setPaintProperty(labelId(level), 'text-opacity', opacity as ExpressionSpecification);
	}

	#showLevel() {
		const depth = LEVELS.indexOf(this.#level);
		LEVELS.forEach((level, i) => {
			const show = (id: string, visible: boolean) => this.map.setLayoutProperty(id, 'visibility', visible ? 'visible' : 'none');
			show(fillId(level), i === depth);
			show(hatchId(level), i === depth);
			show(partialId(level), i === depth);
			show(lineId(level), i <= depth);
			show(markId(level), i === depth || this.#marked(level));
		});
	}

	#marked(level: Level): boolean {
		return [...this.#states.values()].some((codes) => codes.some((code) => levelOf(code) === level));
	}

	/** Lights areas: `hover` under the pointer, `picked` chosen. The marks follow lists as well as the map. */
	setState(kind: 'hover' | 'picked', codes: string[]) {
		const before = this.#states.get(kind) ?? [];
		if (before.length === codes.length && before.every((code, i) => code === codes[i])) return;
		this.#states.set(kind, codes);
		if (!this.#ready) return;
		for (const code of before) this.#areas.mark(code, kind, false);
		this.#applyStates();
		this.#showMarks();
	}

	#showMarks() {
		for (const level of LEVELS) {
			const visible = level === this.#level || this.#marked(level);
			this.map.setLayoutProperty(markId(level), 'visibility', visible ? 'visible' : 'none');
		}
	}

	#applyStates() {
		for (const [kind, codes] of this.#states) for (const code of codes) this.#areas.mark(code, kind, true);
	}

	/** Gives areas their exact scores; those that are not named have what the tile says. */
	setExact(scores: ReadonlyMap<string, Exact>) {
		this.#areas.setExact(scores, this.#ready);
	}

	/** Gives areas their places on the scale, for a paint that reads them. */
	setPlaced(places: ReadonlyMap<string, Placed> | null) {
		if (this.#areas.setPlaced(places, this.#ready)) this.#fresh = true;
	}

	setLabels(labels: GeoJSON.FeatureCollection) {
		this.#labels = labels;
		(this.map.getSource(LABELS) as GeoJSONSource | undefined)?.setData(labels);
	}

	/** Outlines areas and lines that were drawn. */
	setOutlines(outlines: readonly Outline[]) {
		this.#outlines = outlines;
		(this.map.getSource(SKETCH) as GeoJSONSource | undefined)?.setData(sketchOf(outlines));
	}

	/** Marks the villages of a selection, as points. */
	setChosen(points: GeoJSON.FeatureCollection) {
		this.#chosen = points;
		(this.map.getSource(CHOSEN) as GeoJSONSource | undefined)?.setData(points);
	}

	/** Marks villages by what many weightings say of them, or by what an alternative would do, as points. */
	setVerdicts(points: GeoJSON.FeatureCollection) {
		this.#verdicts = points;
		(this.map.getSource(VERDICTS) as GeoJSONSource | undefined)?.setData(points);
	}

	/** Shows or hides the rings of designated villages and the squares of LTSA offices. */
	setMarks(visible: { designations: boolean; ltsa: boolean }) {
		this.#points = visible;
		if (!this.#ready) return;
		for (const [id, on] of Object.entries(visible)) {
			if (this.map.getLayer(id)) this.map.setLayoutProperty(id, 'visibility', on ? 'visible' : 'none');
		}
	}

	/** Redraws in the other theme; what was shown stays shown. */
	setDark(dark: boolean) {
		if (dark === this.#dark) return;
		this.#dark = dark;
		for (const { name } of sprites(ground(dark))) if (this.map.hasImage(name)) this.map.removeImage(name);
		this.map.setStyle(baseStyle(home(), dark), { diff: false });
	}

	/** Flies to a box that no panel covers; jumps when the reader asked for less motion. */
	fit(bounds: LngLatBoundsLike, padding: PaddingOptions, maxZoom = 12.5) {
		const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
		this.map.fitBounds(bounds, { padding, maxZoom, duration: still ? 0 : 900, essential: false });
	}

	/** Shows what another map shows, wherever that goes, and takes no part in what a hand does. Returns how to stop. */
	follow(leader: MapController): () => void {
		this.map.getCanvas().tabIndex = -1;
		const step = () => void this.map.jumpTo({ center: leader.map.getCenter(), zoom: leader.map.getZoom() });
		step();
		leader.map.on('move', step);
		return () => void leader.map.off('move', step);
	}

	/** Where a place (lon, lat) is on the map, in pixels from its corner, after every move. Returns how to stop. */
	track(at: { lon: number; lat: number }, place: (x: number, y: number) => void): () => void {
		const step = () => {
			const { x, y } = this.map.project([at.lon, at.lat]);
			place(x, y);
		};
		step();
		this.map.on('move', step);
		return () => void this.map.off('move', step);
	}

	/** Asks again for everything, after a failure. */
	reload() {
		this.map.setStyle(baseStyle(home(), this.#dark), { diff: false });
	}

	zoomBy(step: number) {
		this.map.zoomTo(this.map.getZoom() + step, { duration: 200 }, { originalEvent: {} });
	}

	remove() {
		this.#size.disconnect();
		this.map.remove();
	}
}
