import { describe, expect, it } from 'vitest';
import { mapPlan, placed, placesOf, placesStatement, pointOf } from './onmap';

const col = (name: string, type = 'Utf8') => ({ name, type });

describe('mapPlan', () => {
	it('prefers geometry over coordinates over codes', () => {
		const rows = [{ code: '52' }];
		expect(mapPlan([col('code'), col('lon', 'Float64'), col('lat', 'Float64'), col('g', 'geometry')], rows)).toEqual({
			kind: 'geometry',
			column: 'g'
		});
		expect(mapPlan([col('code'), col('lon', 'Float64'), col('lat', 'Float64')], rows)).toMatchObject({ kind: 'points' });
		expect(mapPlan([col('code')], rows)).toEqual({ kind: 'codes', column: 'code', level: 'province' });
	});

	it('takes the deepest code when a row carries several', () => {
		const rows = [{ province_code: '52', village_code: '52.02.01.2001' }];
		expect(mapPlan([col('province_code'), col('village_code')], rows)).toMatchObject({ column: 'village_code' });
	});

	it('finds no place in plain numbers', () => {
		expect(mapPlan([col('n', 'Int64')], [{ n: 52 }])).toBeNull();
	});
});

describe('rows on the map', () => {
	const columns = [col('lon', 'double'), col('lat', 'double'), col('n', 'bigint'), col('list', 'list')];

	it('are counted where they have no coordinates instead of being drawn at zero', () => {
		const rows = [{ lon: 116.1, lat: -8.6 }, { lon: null, lat: -8.6 }, { lon: 500, lat: 1 }];
		const { features, without } = placed(columns, rows, [0, 1, 2], (row) => pointOf(row, 'lon', 'lat'));
		expect(features.map((f) => f.id)).toEqual([0]);
		expect(without).toBe(2);
	});

	it('are those of the table, with their numbers as numbers and what is missing as missing', () => {
		const rows = [{ lon: 1, lat: 2, n: '9007199254740993', list: [1] }, { lon: 3, lat: 4, n: 5 }, { lon: 3, lat: 4, n: null }];
		const { features } = placed(columns, rows, [2, 0], (row) => pointOf(row, 'lon', 'lat'));
		expect(features.map((f) => [f.id, f.properties?.['n'] as unknown])).toEqual([[2, null], [0, 9007199254740992]]);
		expect(features[1]?.properties).not.toHaveProperty('list');
	});
});

describe('places of codes', () => {
	it('are asked for by code, villages as points', () => {
		expect(placesStatement('regency', ['52.01', '52.02'])).toEqual({ sql: 'SELECT code, geometry FROM regencies WHERE code = ANY($codes)', params: { codes: ['52.01', '52.02'] }, limit: 2 });
		expect(placesStatement('village', ['52.01.01.2001']).sql).toContain('lon, lat FROM villages');
	});

	it('are read as a whole where there are many', () => {
		expect(placesStatement('district', Array<string>(5000).fill('x'))).toEqual({ sql: 'SELECT code, geometry FROM districts', params: {}, limit: 100_000 });
	});

	it('leave out areas without a place', () => {
		const places = placesOf([{ code: 'a', geometry: null }, { code: 'b', geometry: { type: 'Point', coordinates: [1, 2] } }, { code: 'c', lon: 1, lat: 2 }, { code: 'd', lon: null, lat: 2 }]);
		expect([...places.keys()]).toEqual(['b', 'c']);
	});
});
