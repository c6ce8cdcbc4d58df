import type { ExpressionSpecification, GeoJSONSource, Map as GlMap } from 'maplibre-gl';
import type { Feature, FeatureCollection } from 'geojson';
import { ground } from './palette';
import { FONT } from './style';

const SOURCE = 'result';
/** Our layers and the paint property that carries the colour of each. */
const COLOUR = { 'result-fill': 'fill-color', 'result-line': 'line-color', 'result-point': 'circle-color' } as const;
/** Letters on points: the class in black and white. */
const LETTER = 'result-letter';
/** Stripes over areas without a value. */
const MISSING = 'result-missing';
/** A ring around the row that the reader is on in a table. */
const LIT = 'result-lit';
const LAYERS = Object.keys(COLOUR) as (keyof typeof COLOUR)[];

/** Draws the rows of a query over the base map: areas, lines and points, coloured by one expression. */
export class ResultLayers {
	#features: FeatureCollection = { type: 'FeatureCollection', features: [] };
	#colour: ExpressionSpecification | string = 'gray';
	#missing: ExpressionSpecification | null = null;
	#letter: ExpressionSpecification | null = null;
	#lit: string | null = null;

	constructor(
		private readonly map: GlMap,
		private dark: boolean,
		onhover: (feature: Feature | null) => void
	) {
		map.on('style.load', () => this.#dress());
		if (map.isStyleLoaded()) this.#dress();
		map.on('mousemove', (event) => {
			const layers = LAYERS.filter((id) => map.getLayer(id));
			const found = layers.length ? map.queryRenderedFeatures(event.point, { layers })[0] : undefined;
			onhover(found ?? null);
		});
		map.on('mouseout', () => onhover(null));
	}

	/** The base map was loaded again (another theme): puts our source and layers back on it. */
	#dress() {
		const map = this.map;
		if (map.getSource(SOURCE)) return;
		// The rings of designated villages and the squares of offices belong to the planning map.
		for (const id of ['designations', 'ltsa']) if (map.getLayer(id)) map.setLayoutProperty(id, 'visibility', 'none');
		map.addSource(SOURCE, { type: 'geojson', data: this.#features });
		const kind = (name: string): ExpressionSpecification => ['==', ['geometry-type'], name];
		const edge = ground(this.dark).halo;
		map.addLayer({ id: 'result-fill', type: 'fill', source: SOURCE, filter: kind('Polygon'), paint: { 'fill-opacity': 0.85, 'fill-outline-color': edge } });
		map.addLayer({ id: MISSING, type: 'fill', source: SOURCE, filter: ['literal', false], paint: { 'fill-pattern': 'missing' } });
		map.addLayer({ id: 'result-line', type: 'line', source: SOURCE, filter: kind('LineString'), paint: { 'line-width': 2 } });
		map.addLayer({
			id: 'result-point',
			type: 'circle',
			source: SOURCE,
			filter: kind('Point'),
			paint: {
				'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, 2.5, 7, 4, 11, 7],
				'circle-stroke-color': edge,
				// Of tens of thousands of points, edges would be all that is seen.
				'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 3, 0.25, 7, 0.75]
			}
		});
		const { hover } = ground(this.dark);
		map.addLayer({ id: LIT, type: 'circle', source: SOURCE, filter: kind('Point'), paint: { 'circle-radius': 11, 'circle-opacity': 0, 'circle-stroke-color': hover, 'circle-stroke-width': 2.5 } });
		map.addLayer({
			id: LETTER,
			type: 'symbol',
			source: SOURCE,
			filter: kind('Point'),
			layout: { 'text-field': '', 'text-font': FONT, 'text-size': 10, 'text-allow-overlap': true, 'text-ignore-placement': true },
			paint: { 'text-color': ['coalesce', ['get', 'ink'], '#000000'] }
		});
		this.#applyColour();
		this.#applyLetter();
		this.setLit(this.#lit);
	}

	/** Draws a ring around the point whose property `code` this is. */
	setLit(code: string | null) {
		this.#lit = code;
		if (this.map.getLayer(LIT)) this.map.setFilter(LIT, ['all', ['==', ['geometry-type'], 'Point'], ['==', ['get', 'code'], code ?? '']]);
	}

	#applyLetter() {
		const map = this.map;
		if (!map.getLayer(LETTER)) return;
		map.setLayoutProperty(LETTER, 'text-field', this.#letter ?? '');
		if (this.#letter) map.setPaintProperty('result-point', 'circle-radius', 7.5);
	}

	#applyColour() {
		const map = this.map;
		if (!map.getLayer(MISSING)) return;
		const { missing, hatch, halo } = ground(this.dark);
		const told = (without: string, other: ExpressionSpecification | string): ExpressionSpecification | string => (this.#missing ? ['case', this.#missing, without, other] : other);
		for (const id of LAYERS) map.setPaintProperty(id, COLOUR[id], told(missing, this.#colour));
		map.setPaintProperty('result-point', 'circle-stroke-color', told(hatch, halo));
		map.setFilter(MISSING, this.#missing ? ['all', ['==', ['geometry-type'], 'Polygon'], this.#missing] : ['literal', false]);
	}

	setDark(dark: boolean) {
		this.dark = dark;
	}

	setFeatures(features: FeatureCollection) {
		this.#features = features;
		(this.map.getSource(SOURCE) as GeoJSONSource | undefined)?.setData(features);
	}

	/** Writes a letter on every point, in the colour of its property `ink`. */
	setLetter(letter: ExpressionSpecification | null) {
		this.#letter = letter;
		this.#applyLetter();
	}

	setColour(colour: ExpressionSpecification | string) {
		this.#colour = colour;
		this.#applyColour();
	}

	/** Which features have no value: areas wear stripes, lines and points the colour of what is missing. `null`: none. */
	setMissing(missing: ExpressionSpecification | null) {
		this.#missing = missing;
		this.#applyColour();
	}
}
