import { expect, it } from 'vitest';
import { functionCompletions, schemaNamespace, tableNamed, tablesIn, type TableInfo } from './completion';

const villages: TableInfo = {
	name: 'villages',
	kind: 'table',
	description: 'one row a village',
	columns: [{ name: 'area_km2', type: 'Float64', unit: 'km²', description: 'area' }]
};

it('shows the unit of a column beside its type', () => {
	expect(schemaNamespace([villages])).toMatchObject({
		villages: { self: { label: 'villages' }, children: [{ label: 'area_km2', detail: 'Float64, km²' }] }
	});
});

it('does not repeat the name of a function in its signature', () => {
	const [f] = functionCompletions([{ name: 'ST_Area', signature: 'ST_Area(geometry)', description: '' }]);
	expect(f).toMatchObject({ label: 'ST_Area', detail: '(geometry)', text: 'ST_Area()' });
	expect(functionCompletions([{ name: 'st_astext', signature: 'ST_AsText(geometry)', description: '' }])[0]?.detail).toBe('(geometry)');
});

it('finds the tables of a statement whatever their case', () => {
	expect(tablesIn('select * from VILLAGES v', [villages])).toEqual([villages]);
	expect(tablesIn('select villages_count', [villages])).toEqual([]);
});

it('knows what a short name stands for while the statement is being written', () => {
	const regencies: TableInfo = { ...villages, name: 'regencies' };
	const named = (sql: string, name: string) => tableNamed(sql, name, [villages, regencies])?.name ?? null;
	expect(named('SELECT v. FROM villages v', 'v')).toBe('villages');
	expect(named('select R. from villages as v\njoin REGENCIES AS r on r.code = v.regency_code', 'R')).toBe('regencies');
	expect(named('SELECT * FROM (SELECT x. FROM villages x) t', 'x')).toBe('villages');
	expect(named('SELECT villages. FROM villages', 'villages')).toBe('villages');
	expect(named('SELECT w. FROM villages WHERE w.', 'w')).toBeNull();
	expect(named('SELECT where. FROM villages where', 'where')).toBeNull();
	expect(named("SELECT v. FROM regencies -- villages v\nWHERE name = 'villages v'", 'v')).toBeNull();
});
