import { describe, expect, it } from 'vitest';
import { columnStats, histogramOf } from './stats';

const of = (type: string, values: unknown[]) => {
	const rows = values.map((v) => ({ v }));
	return columnStats({ name: 'v', type }, rows, rows.map((_, i) => i));
};

describe('statistics of a column', () => {
	it('count what is missing and what differs', () => {
		expect(of('bigint', [3, null, 1, 3, undefined, 0])).toMatchObject({ rows: 6, missing: 2, distinct: 3, min: 0, max: 3, mean: 1.75, median: 2 });
		expect(of('bigint', [3, null, 1, 3]).frequent).toEqual([{ value: 3, count: 2 }]);
	});

	it('order texts as SQL does and have no mean of them', () => {
		expect(of('text', ['b', 'Z', 'a'])).toMatchObject({ min: 'Z', max: 'b', mean: null, median: null, histogram: null });
	});

	it('do not compare geometry', () => {
		expect(of('geometry', [{ type: 'Point' }, null])).toMatchObject({ missing: 1, distinct: null, min: null, max: null });
	});

	it('say nothing of a column in which nothing is known', () => {
		expect(of('double', [null, null])).toMatchObject({ missing: 2, distinct: 0, min: null, max: null, mean: null, median: null, histogram: null });
	});

	it('keep the range of large numbers', () => {
		expect(of('double', [1.7e308, 1.7e308]).mean).toBeCloseTo(1.7e308, -300);
		expect(of('bigint', ['9007199254740993', 5]).max).toBe('9007199254740993');
	});

	it('look at the rows that they are asked for only', () => {
		const rows = [{ v: 1 }, { v: 2 }, { v: 9 }];
		expect(columnStats({ name: 'v', type: 'bigint' }, rows, [0, 1])).toMatchObject({ rows: 2, max: 2 });
	});
});

it('counts every number once in a histogram', () => {
	const found = histogramOf([0, 0, 1, 5, 10]);
	expect(found?.counts.reduce((a, b) => a + b)).toBe(5);
	expect([found?.edges[0], found?.edges.at(-1), found?.counts[0], found?.counts.at(-1)]).toEqual([0, 10, 2, 1]);
	expect(histogramOf([4, 4])).toBeNull();
});
