import { describe, expect, it } from 'vitest';
import { colouring, colourColumns, usualColumn } from './colours';

const scale = (n: number) => ['a', 'b', 'c', 'd', 'e'].slice(0, n);
const PALETTE = ['p', 'q', 'others'];
const all = (rows: readonly unknown[]) => rows.map((_, i) => i);

describe('a column of numbers', () => {
	const rows = [1, 2, 3, 4, 5, null, 6, 7, 8, 9, 10].map((n) => ({ n }));
	const found = colouring({ name: 'n', type: 'bigint' }, rows, all(rows), scale, PALETTE);

	it('is cut into classes that hold every known row once', () => {
		expect(found.kind).toBe('classes');
		expect(found.keys.map((key) => [key.colour, key.from, key.to, key.count])).toEqual([
			['a', null, 3, 2],
			['b', 3, 5, 2],
			['c', 5, 7, 2],
			['d', 7, 9, 2],
			['e', 9, null, 2]
		]);
	});

	it('keeps missing values apart', () => {
		expect(found.without).toBe(1);
	});

	it('of one value has one class', () => {
		const same = [{ n: 3 }, { n: 3 }];
		expect(colouring({ name: 'n', type: 'bigint' }, same, all(same), scale, PALETTE).keys).toMatchObject([{ from: null, to: null, count: 2 }]);
	});
});

describe('a column of texts', () => {
	const rows = ['x', 'y', 'x', 'z', 'w', null, 'y', 'x'].map((t) => ({ t }));
	const found = colouring({ name: 't', type: 'text' }, rows, all(rows), scale, PALETTE);

	it('gives the most frequent a colour of their own and says how many others there are', () => {
		expect(found.keys.map((key) => [key.colour, key.text, key.count])).toEqual([
			['p', 'x', 3],
			['q', 'y', 2],
			['others', null, 2]
		]);
		expect(found.without).toBe(1);
	});
});

it('offers neither coordinates nor what differs in every row', () => {
	const columns = [
		{ name: 'code', type: 'text' },
		{ name: 'lon', type: 'double' },
		{ name: 'kind', type: 'text' },
		{ name: 'gap', type: 'double' },
		{ name: 'g', type: 'geometry' }
	];
	const rows = Array.from({ length: 40 }, (_, i) => ({ code: String(i), kind: i % 2 ? 'desa' : 'kelurahan', gap: i, lon: 1 }));
	const names = colourColumns(columns, rows, ['lon']);
	expect(names).toEqual(['kind', 'gap']);
	expect(usualColumn(columns, names)).toBe('gap');
	expect(usualColumn(columns, ['kind'])).toBe('kind');
});
