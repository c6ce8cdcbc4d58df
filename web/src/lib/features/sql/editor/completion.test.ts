import { expect, it } from 'vitest';
import { functionCompletions, schemaNamespace, tablesIn, type TableInfo } from './completion';

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
});

it('finds the tables of a statement whatever their case', () => {
	expect(tablesIn('select * from VILLAGES v', [villages])).toEqual([villages]);
	expect(tablesIn('select villages_count', [villages])).toEqual([]);
});
