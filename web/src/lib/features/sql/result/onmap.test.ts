import { describe, expect, it } from 'vitest';
import { geometryFeatures, mapPlan, placedStatement, pointFeatures } from './onmap';

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

it('counts the rows that have no coordinates instead of drawing them at zero', () => {
	const rows = [{ lon: 116.1, lat: -8.6 }, { lon: null, lat: -8.6 }, { lon: 500, lat: 1 }];
	const { features, without } = pointFeatures(rows, 'lon', 'lat');
	expect(features.map((f) => f.id)).toEqual([0]);
	expect(without).toBe(2);
});

it('wraps a statement that ends in a comment or a semicolon', () => {
	const sql = placedStatement('SELECT code FROM regencies -- all\n;', 'code', 'regency');
	expect(sql).toMatch(/-- all\n\s*\) AS result/);
	expect(sql).not.toContain(';');
});

it('makes features of rows with a geometry and counts those without', () => {
	const rows = [{ code: '52', geometry: { type: 'Point', coordinates: [116, -8] } }, { code: '53', geometry: null }];
	expect(geometryFeatures(rows, 'geometry')).toEqual({
		features: [{ type: 'Feature', id: 0, geometry: { type: 'Point', coordinates: [116, -8] }, properties: { code: '52' } }],
		without: 1
	});
});
