import type { StyleSpecification } from 'maplibre-gl';
import type { Level } from '$lib/state/codes';
import { LAYER } from './levels';
import { ground } from './palette';
import template from './style/map.json';

/** Without a `glyphs` address MapLibre draws letters from fonts of the device: nothing is fetched. */
const LETTERS = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';
export const FONT = [LETTERS];

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

/** How vector tiles are encoded: MapLibre Tiles are little more than half as long as Mapbox Vector Tiles. */
const ENCODING: 'mvt' | 'mlt' = 'mlt';

/**
 * The style without data colours: sea, neighbours, four levels of areas, rings for designated villages,
 * squares for LTSA offices, labels. `origin` makes the addresses absolute, which the map's worker needs.
 *
 * It is made from `style/map.json`, as is the server's `/styles/{name}.json` for other programs. There `@sea` is a colour
 * of `style/themes.json`, `{origin}` the server's address and `{font}` that of the labels; `alone` in a layer's metadata says at which zooms other
 * programs, where no page chooses the level, see it, and `page: false` that only they do.
 */
export function baseStyle(origin: string, dark: boolean): StyleSpecification {
	const layers = template.layers.flatMap(({ metadata, ...layer }) => (metadata && 'page' in metadata ? [] : [layer]));
	const sources = Object.fromEntries(Object.entries(template.sources).map(([name, source]) => [name, 'url' in source ? { ...source, url: `${source.url}?encoding=${ENCODING}`, encoding: ENCODING } : source]));
	return filled({ ...template, sources, layers }, origin, { ...ground(dark) }) as StyleSpecification;
}

/** The same JSON with addresses and colours in place of their names. A colour without a name in the theme is a fault of the file. */
function filled(value: unknown, origin: string, colours: Readonly<Record<string, string>>): unknown {
	if (typeof value === 'string') {
		if (!value.startsWith('@')) return value.replace('{origin}', origin).replace('{font}', LETTERS);
		const colour = colours[value.slice(1)];
		if (!colour) throw new Error(`the map's style names the colour ${value}, which its theme does not have`);
		return colour;
	}
	if (Array.isArray(value)) return value.map((one) => filled(one, origin, colours));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, origin, colours)]));
}
