import { expect, it } from 'vitest';
import type { MultiPolygon, Polygon } from 'geojson';
import { barOf, fit, pathOf } from './project';

const square = (west: number, south: number, size: number): Polygon => ({
	type: 'Polygon',
	coordinates: [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]]
});

it('fits what it is given into the box, north up, and keeps shapes', () => {
	const projection = fit([square(0, -0.5, 1)], 120, 100, 10);
	// A square degree on the equator is a square of the height of the box.
	expect(projection?.at([0, 0.5]).map(Math.round)).toEqual([20, 10]);
	expect(projection?.at([1, -0.5]).map(Math.round)).toEqual([100, 90]);
	expect(1 / (projection?.pixelsPerMetre ?? 0)).toBeCloseTo(111_195 / 80, -1);
});

it('is narrower to the east and west away from the equator', () => {
	const projection = fit([square(116, 59.5, 1)], 100, 100, 0);
	const [left, right] = [projection?.at([116, 60])[0] ?? 0, projection?.at([117, 60])[0] ?? 0];
	expect(right - left).toBeCloseTo(50, 0);
});

it('draws all polygons, and nothing where there is none', () => {
	const both: MultiPolygon = { type: 'MultiPolygon', coordinates: [square(0, 0, 1).coordinates, square(2, 0, 1).coordinates] };
	const projection = fit([both, null], 90, 40, 0);
	if (!projection) throw new Error('there are places');
	expect(pathOf(both, projection).match(/M/g)).toHaveLength(2);
	expect(pathOf(null, projection)).toBe('');
	expect(fit([null, { type: 'Point', coordinates: [1, 1] }], 90, 40)).toBeNull();
});

it('has a scale bar of a round length', () => {
	expect(barOf(0.001, 60)).toEqual({ metres: 50_000, pixels: 50 });
	expect(barOf(0.01, 35)).toEqual({ metres: 2000, pixels: 20 });
});
