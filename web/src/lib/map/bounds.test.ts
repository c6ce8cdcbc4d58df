import type { Feature } from 'geojson';
import { expect, it } from 'vitest';
import { boundsOf } from './bounds';

it('finds the bounds of nested coordinates', () => {
	const polygon: Feature = {
		type: 'Feature',
		properties: {},
		geometry: { type: 'Polygon', coordinates: [[[1, 2], [3, 2], [3, 5], [1, 2]]] }
	};
	expect(boundsOf([polygon])).toEqual([1, 2, 3, 5]);
	expect(boundsOf([])).toBeNull();
});
