import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { LEVELS, type Level } from '$lib/state/codes';
import { LAYER } from './levels';
import { ground } from './palette';

/** Without a `glyphs` address MapLibre draws letters from fonts of the device: nothing is fetched. */
export const FONT = ['system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'];

const HOVER: ExpressionSpecification = ['boolean', ['feature-state', 'hover'], false];
const PICKED: ExpressionSpecification = ['boolean', ['feature-state', 'picked'], false];

/** Ids of the layers that carry the colour of a level. */
export const fillId = (level: Level) => `${LAYER[level]}-fill`;
export const hatchId = (level: Level) => `${LAYER[level]}-missing`;
export const partialId = (level: Level) => `${LAYER[level]}-partial`;
export const lineId = (level: Level) => `${LAYER[level]}-line`;
export const markId = (level: Level) => `${LAYER[level]}-mark`;
export const labelId = (level: Level) => `${LAYER[level]}-label`;
export const LABELS = 'labels';
/** Source and layer of the villages that a selection chose. */
export const CHOSEN = 'chosen';
/** Source and layer of the villages that many weightings agree or differ about. */
export const VERDICTS = 'verdicts';

/**
 * The style without data colours: sea, neighbours, four levels of areas, rings for designated villages,
 * squares for LTSA offices, labels. `origin` makes the addresses absolute, which the map's worker needs.
 */
export function baseStyle(origin: string, dark: boolean): StyleSpecification {
	const colours = ground(dark);
	const vector = (layer: string) => ({ type: 'vector' as const, url: `${origin}/tiles/${layer}.json` });
	const areas = LEVELS.flatMap((level) => areaLayers(level, dark));
	const lines = [...LEVELS].reverse().map((level) => borderLayer(level, dark));
	const marks = LEVELS.map((level) => markLayer(level, dark));
	return {
		version: 8,
		sources: {
			neighbours: { type: 'geojson', data: `${origin}/neighbours.json` },
			...Object.fromEntries(LEVELS.map((level) => [LAYER[level], vector(LAYER[level])])),
			designations: vector('designations'),
			ltsa: vector('ltsa'),
			[CHOSEN]: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
			[VERDICTS]: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } },
			[LABELS]: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } }
		},
		layers: [
			{ id: 'sea', type: 'background', paint: { 'background-color': colours.sea } },
			{ id: 'neighbours', type: 'fill', source: 'neighbours', paint: { 'fill-color': colours.neighbour, 'fill-outline-color': colours.sea } },
			// Land before data: while the areas of a level are on their way, the islands are not sea.
			{ id: 'land', type: 'fill', source: 'provinces', 'source-layer': 'provinces', paint: { 'fill-color': colours.land } },
			...areas,
			...lines,
			...marks,
			...pointLayers(dark),
			...labelLayers(dark)
		]
	};
}

function areaLayers(level: Level, dark: boolean): LayerSpecification[] {
	const colours = ground(dark);
	const common = { source: LAYER[level], 'source-layer': LAYER[level], layout: { visibility: 'none' as const } };
	return [
		{ id: fillId(level), type: 'fill', ...common, paint: { 'fill-color': colours.land, 'fill-antialias': level !== 'village' } },
		{ id: partialId(level), type: 'fill', ...common, paint: { 'fill-pattern': 'partial', 'fill-opacity': 0 } },
		{ id: hatchId(level), type: 'fill', ...common, paint: { 'fill-pattern': 'missing', 'fill-opacity': 0 } }
	];
}

function borderLayer(level: Level, dark: boolean): LayerSpecification {
	const colours = ground(dark);
	const outer = level === 'province';
	const width: Record<Level, ExpressionSpecification> = {
		province: ['interpolate', ['linear'], ['zoom'], 3, 0.6, 8, 1.6],
		regency: ['interpolate', ['linear'], ['zoom'], 4, 0.35, 9, 1.4],
		district: ['interpolate', ['linear'], ['zoom'], 6, 0.25, 10, 1.1],
		village: ['interpolate', ['linear'], ['zoom'], 8, 0.15, 12, 0.8]
	};
	return {
		id: lineId(level),
		type: 'line',
		source: LAYER[level],
		'source-layer': LAYER[level],
		layout: { visibility: outer ? 'visible' : 'none', 'line-join': 'round' },
		paint: { 'line-color': outer ? colours.coast : colours.border, 'line-width': width[level], 'line-opacity': outer ? 0.9 : 0.75 }
	};
}

/** The outline of the hovered and of the picked area: a pale casing under a strong line. */
function markLayer(level: Level, dark: boolean): LayerSpecification {
	const colours = ground(dark);
	return {
		id: markId(level),
		type: 'line',
		source: LAYER[level],
		'source-layer': LAYER[level],
		layout: { visibility: 'none', 'line-join': 'round' },
		paint: {
			'line-color': ['case', PICKED, colours.accent, colours.hover],
			'line-width': ['case', PICKED, 3, HOVER, 2, 0],
			'line-opacity': ['case', ['any', PICKED, HOVER], 1, 0]
		}
	};
}

function pointLayers(dark: boolean): LayerSpecification[] {
	const colours = ground(dark);
	const radius = (scale: number): ExpressionSpecification => ['interpolate', ['linear'], ['zoom'], 3, 2 * scale, 5, 3 * scale, 8, 4 * scale, 11, 6.5 * scale];
	const scaled = (size: number): ExpressionSpecification => ['match', ['get', 'kind'], 'round', 2 * size, size];
	return [
		{
			id: CHOSEN,
			type: 'circle',
			source: CHOSEN,
			paint: {
				// Basket: a filled dot; pinned: with a dark rim; a past round: a wide pale one under both.
				'circle-radius': ['interpolate', ['linear'], ['zoom'], 3, scaled(2.8), 5, scaled(4.2), 8, scaled(5.6), 11, scaled(9)],
				'circle-color': ['match', ['get', 'kind'], 'round', colours.halo, colours.accent],
				'circle-stroke-color': ['match', ['get', 'kind'], ['round', 'pin'], colours.mark, colours.markHalo],
				'circle-stroke-width': ['match', ['get', 'kind'], ['round', 'pin'], 2.2, 1.2]
			}
		},
		{
			id: 'designations',
			type: 'circle',
			source: 'designations',
			'source-layer': 'designations',
			paint: {
				'circle-radius': radius(1),
				'circle-color': 'rgba(0,0,0,0)',
				'circle-stroke-color': colours.accent,
				'circle-stroke-width': ['interpolate', ['linear'], ['zoom'], 3, 1, 5, 1.3, 8, 2]
			}
		},
		{
			id: 'ltsa',
			type: 'symbol',
			source: 'ltsa',
			'source-layer': 'ltsa',
			layout: {
				'icon-image': 'ltsa',
				'icon-size': ['interpolate', ['linear'], ['zoom'], 3, 0.45, 8, 0.9],
				'icon-allow-overlap': true,
				'icon-ignore-placement': true
			}
		},
		{
			id: VERDICTS,
			type: 'symbol',
			source: VERDICTS,
			layout: {
				'icon-image': ['get', 'verdict'],
				'icon-size': ['interpolate', ['linear'], ['zoom'], 3, 0.6, 6, 0.9, 11, 1.3],
				'icon-allow-overlap': true,
				'icon-ignore-placement': true,
				// What is surely in lies above what is contested.
				'symbol-sort-key': ['get', 'share']
			}
		}
	];
}

function labelLayers(dark: boolean): LayerSpecification[] {
	const colours = ground(dark);
	const layer = (level: Level, minzoom: number, maxzoom: number, size: ExpressionSpecification): LayerSpecification => ({
		id: labelId(level),
		type: 'symbol',
		source: LABELS,
		minzoom,
		maxzoom,
		filter: ['==', ['get', 'level'], level],
		layout: {
			'text-field': ['get', 'name'],
			'text-font': FONT,
			'text-size': size,
			'text-max-width': 7,
			'text-padding': 6,
			'text-variable-anchor': ['center', 'top', 'bottom'],
			'symbol-sort-key': ['get', 'order'],
			...(level === 'province' ? { 'text-transform': 'uppercase' as const, 'text-letter-spacing': 0.06 } : {})
		},
		paint: { 'text-color': colours.label, 'text-halo-color': colours.halo, 'text-halo-width': 1.6, 'text-halo-blur': 0.4 }
	});
	return [
		layer('village', 10, 24, ['interpolate', ['linear'], ['zoom'], 10, 10.5, 14, 13]),
		layer('district', 8, 11.5, ['interpolate', ['linear'], ['zoom'], 8, 11, 11, 13]),
		layer('regency', 5.6, 9, ['interpolate', ['linear'], ['zoom'], 5.6, 10.5, 9, 13.5]),
		layer('province', 3, 6.4, ['interpolate', ['linear'], ['zoom'], 3, 8.5, 6, 12])
	];
}
