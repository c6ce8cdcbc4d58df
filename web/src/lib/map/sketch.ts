import type { LayerSpecification } from 'maplibre-gl';
import type { Ground } from './palette';

/** Source and layers of areas that were drawn by hand. */
export const SKETCH = 'sketch';

/** An area by its corners (lon, lat), or a line that does not close. */
export type Outline = readonly [number, number][] | { line: readonly [number, number][]; /** Its corners can be seen. */ corners: boolean };

/** An area as a line around it with its corners; one that has no area yet is the line or the point so far. */
export function sketchOf(outlines: readonly Outline[]): GeoJSON.FeatureCollection {
	return {
		type: 'FeatureCollection',
		features: outlines.flatMap((outline): GeoJSON.Feature[] => {
			const { line, corners: seen, closes } = 'line' in outline ? { ...outline, closes: false } : { line: outline, corners: true, closes: true };
			const corners = line.map(([lon, lat]) => [lon, lat]);
			const [first] = corners;
			if (!first) return [];
			const drawn: GeoJSON.Geometry = { type: 'LineString', coordinates: closes && corners.length > 2 ? [...corners, first] : corners };
			return [
				...(corners.length > 1 ? [{ type: 'Feature' as const, properties: {}, geometry: drawn }] : []),
				...(seen ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'MultiPoint' as const, coordinates: corners } }] : [])
			];
		})
	};
}

/** A line with a halo, dashed as borders never are. */
export function sketchLayers({ mark, markHalo }: Ground): LayerSpecification[] {
	const source = SKETCH;
	const filter: ['==', ['geometry-type'], string] = ['==', ['geometry-type'], 'LineString'];
	return [
		{ id: 'sketch-halo', type: 'line', source, filter, paint: { 'line-color': markHalo, 'line-width': 4.5 } },
		{ id: 'sketch-line', type: 'line', source, filter, paint: { 'line-color': mark, 'line-width': 2, 'line-dasharray': [2, 1.2] } },
		{ id: 'sketch-corner', type: 'circle', source, filter: ['!=', ['geometry-type'], 'LineString'], paint: { 'circle-radius': 4, 'circle-color': markHalo, 'circle-stroke-color': mark, 'circle-stroke-width': 2 } }
	];
}
