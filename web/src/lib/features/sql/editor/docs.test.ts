import { describe, expect, it } from 'vitest';
import type { FunctionInfo, TableInfo } from './completion';
import { docAt } from './docs';

const area = { name: 'area_km2', type: 'double', description: 'Area', unit: 'km²', facts: ['unit km²', 'source idn-area-data'] };
const tables: TableInfo[] = [
	{ name: 'villages', kind: 'table', description: 'One row a village', columns: [area] },
	{ name: 'regencies', kind: 'table', description: 'One row a regency', columns: [{ ...area, description: 'Area of the regency' }] }
];
const functions: FunctionInfo[] = [{ name: 'ST_Area', signature: 'ST_Area(geom geometry) -> double', description: 'Area', example: 'ST_Area(geometry, true)' }];
/** Heads of what is said of the place marked with a bar. */
const heads = (marked: string) => docAt(marked.replace('|', ''), marked.indexOf('|'), tables, functions)?.docs.map((doc) => doc.head) ?? null;

describe('documentation', () => {
	it('of a function has its signature and example, whatever its case', () => {
		expect(heads('SELECT st_ar|ea(geometry) FROM villages')).toEqual(['ST_Area(geom geometry) -> double']);
		expect(docAt('SELECT ST_Area(g)', 8, tables, functions)).toMatchObject({ from: 7, to: 14, docs: [{ example: 'ST_Area(geometry, true)' }] });
	});

	it('of a column has its unit and source', () => {
		expect(docAt('SELECT area_km2 FROM villages', 9, tables, functions)?.docs).toEqual([{ head: 'villages.area_km2 double', text: 'Area', facts: area.facts, example: null }]);
	});

	it('of a column behind a short name is that of its table', () => {
		expect(heads('SELECT r.area|_km2 FROM villages v JOIN regencies r ON true')).toEqual(['regencies.area_km2 double']);
		expect(heads('SELECT area|_km2 FROM villages v JOIN regencies r ON true')).toEqual(['villages.area_km2 double', 'regencies.area_km2 double']);
	});

	it('is not made up', () => {
		expect(heads('SELECT unk|nown FROM villages')).toBeNull();
		expect(heads('SELECT | 1')).toBeNull();
		expect(heads('SELECT x.area|_km2 FROM villages')).toBeNull();
	});

	it('of a table stands at its name', () => {
		expect(heads('SELECT 1 FROM villages|')).toEqual(['villages']);
	});
});
