import type { Geometry, Position } from 'geojson';

/** Where a place (lon, lat) is drawn, in pixels, and how long a metre is there. */
export interface Projection {
	at(place: Position): [number, number];
	pixelsPerMetre: number;
}

type Rings = Position[][];

/** Metres of one degree of latitude on a sphere of the earth's mean radius. */
const DEGREE = (6_371_008.8 * Math.PI) / 180;

/** The rings of all polygons of a geometry. */
function ringsOf(geometry: Geometry | null): Rings {
	if (geometry?.type === 'Polygon') return geometry.coordinates;
	if (geometry?.type === 'MultiPolygon') return geometry.coordinates.flat();
	if (geometry?.type === 'GeometryCollection') return geometry.geometries.flatMap(ringsOf);
	return [];
}

/**
 * Fits geometries into a box of pixels. Longitudes are as long as they are on the middle latitude, so that shapes are right
 * for areas of the size of a province. `null` where there is no place.
 */
export function fit(geometries: readonly (Geometry | null)[], width: number, height: number, edge = 4): Projection | null {
	let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
	for (const geometry of geometries) {
		for (const ring of ringsOf(geometry)) {
			for (const [lon = 0, lat = 0] of ring) {
				[west, east] = [Math.min(west, lon), Math.max(east, lon)];
				[south, north] = [Math.min(south, lat), Math.max(north, lat)];
			}
		}
	}
	if (west > east) return null;
	const narrow = Math.cos((((south + north) / 2) * Math.PI) / 180);
	const [wide, high] = [(east - west) * narrow || 1e-6, north - south || 1e-6];
	const scale = Math.min((width - 2 * edge) / wide, (height - 2 * edge) / high);
	const [left, top] = [(width - wide * scale) / 2, (height - high * scale) / 2];
	return { at: ([lon = 0, lat = 0]) => [left + (lon - west) * narrow * scale, top + (north - lat) * scale], pixelsPerMetre: scale / DEGREE };
}

/** The polygons of a geometry as the path of an SVG, to tenths of a pixel. */
export function pathOf(geometry: Geometry | null, projection: Projection): string {
	return ringsOf(geometry)
		.map((ring) => {
			const points = ring.map((place) => projection.at(place).map((part) => Math.round(part * 10) / 10).join(' '));
			return `M${points.join('L')}Z`;
		})
		.join('');
}

/** A bar of a round length that takes at most so many pixels. */
export function barOf(pixelsPerMetre: number, most: number): { metres: number; pixels: number } {
	const longest = most / pixelsPerMetre;
	const power = 10 ** Math.floor(Math.log10(longest));
	const metres = ([5, 2, 1].find((step) => step * power <= longest) ?? 1) * power;
	return { metres, pixels: metres * pixelsPerMetre };
}
