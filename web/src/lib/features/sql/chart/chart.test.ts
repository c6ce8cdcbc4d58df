import { describe, expect, it } from 'vitest';
import { barsOf, fitted, horizontal, pointsOf, repeats, suggest } from './chart';

const text = (name: string) => ({ name, type: 'text' });
const number = (name: string) => ({ name, type: 'double' });

describe('the chart of a result', () => {
	it('is what its columns ask for', () => {
		expect(suggest([text('code'), text('name'), number('need'), number('gap')], 20)).toEqual({ kind: 'bars', x: 'name', y: 'gap' });
		expect(suggest([{ name: 'year', type: 'bigint' }, number('n')], 9)).toEqual({ kind: 'line', x: 'year', y: 'n' });
		expect(suggest([number('n'), { name: 'day', type: 'date' }], 9)).toEqual({ kind: 'line', x: 'day', y: 'n' });
		expect(suggest([number('a'), number('b')], 9)).toEqual({ kind: 'points', x: 'a', y: 'b' });
		expect(suggest([text('name'), number('gap')], 80_000)).toEqual({ kind: 'histogram', x: '', y: 'gap' });
	});

	it('is none without a number', () => {
		expect(suggest([text('name'), { name: 'g', type: 'geometry' }], 3)).toBeNull();
	});

	it('never measures along texts or geometry', () => {
		const columns = [text('name'), { name: 'g', type: 'geometry' }, number('a'), { name: 'day', type: 'date' }];
		expect(horizontal('points', columns).map((c) => c.name)).toEqual(['a', 'day']);
		expect(horizontal('bars', columns).map((c) => c.name)).toEqual(['name', 'a', 'day']);
	});

	it('is kept for other columns as far as they allow', () => {
		expect(fitted({ kind: 'points', x: 'gone', y: 'b' }, [number('a'), number('b')])).toEqual({ kind: 'points', x: 'a', y: 'b' });
		expect(fitted({ kind: 'bars', x: 'gone', y: 'gone' }, [text('t')])).toBeNull();
	});
});

describe('points', () => {
	const columns = [{ name: 'day', type: 'date' }, number('n')];
	const rows = [{ day: '2024-01-02', n: 2 }, { day: '2024-01-01', n: 0 }, { day: null, n: 1 }, { day: '2024-01-03', n: null }];

	it('leave out rows with a missing value and count them; zero is a value', () => {
		const { points, without } = pointsOf({ kind: 'line', x: 'day', y: 'n' }, columns, rows, [0, 1, 2, 3]);
		expect(points.map((p) => [p.index, p.y])).toEqual([[1, 0], [0, 2]]);
		expect(without).toBe(2);
	});

	it('are no line where they share a place', () => {
		expect(repeats([{ x: 1, y: 0, index: 0 }, { x: 1, y: 5, index: 1 }])).toBe(true);
		expect(repeats([{ x: 1, y: 0, index: 0 }, { x: 2, y: 0, index: 1 }])).toBe(false);
	});
});

it('draws the first rows as bars in the order of the table, a missing value as missing', () => {
	const rows = [{ a: 'x', n: 1 }, { a: null, n: null }, { a: 'x', n: 0 }];
	expect(barsOf({ kind: 'bars', x: 'a', y: 'n' }, rows, [2, 1], 'kosong')).toEqual([
		{ key: '2', label: 'x', value: 0 },
		{ key: '1', label: 'kosong', value: null }
	]);
});
