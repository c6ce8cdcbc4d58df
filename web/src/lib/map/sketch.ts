import type { LayerSpecification } from 'maplibre-gl';
import type { Ground } from './palette';

/** Source and layers of areas that were drawn by hand. */
export const SKETCH = 'sketch';

/** An area as a line around it with its corners; one that has no area yet is the line or the point so far. */
export function sketchOf(outlines: readonly (readonly [number, number][])[]): GeoJSON.FeatureCollection {
	return {
		type: 'FeatureCollection',
		features: outlines.flatMap((ring): GeoJSON.Feature[] => {
			const corners = ring.map(([lon, lat]) => [lon, lat]);
			const [first] = corners;
			if (!first) return [];
			const line: GeoJSON.Geometry = { type: 'LineString', coordinates: corners.length > 2 ? [...corners, first] : corners };
			return [
				...(corners.length > 1 ? [{ type: 'Feature' as const, properties: {}, geometry: line }] : []),
				{ type: 'Feature', properties: {}, geometry: { type: 'MultiPoint', coordinates: corners } }
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
