import { describe, expect, it } from 'vitest';
import { keptIndices, nextSort, sortedIndices } from './order';

describe('sortedIndices', () => {
	const rows = [{ a: 10 }, { a: null }, { a: 9 }, { a: 10 }];

	it('sorts numbers as numbers and is stable', () => {
		expect(sortedIndices(rows, { column: 'a', descending: false })).toEqual([2, 0, 3, 1]);
	});

	it('keeps missing values last when descending', () => {
		expect(sortedIndices(rows, { column: 'a', descending: true })).toEqual([0, 3, 2, 1]);
	});

	it('sorts what a filter kept', () => {
		const kept = keptIndices(rows, [(row) => row['a'] === 10 || row['a'] === null]);
		expect(kept).toEqual([0, 1, 3]);
		expect(sortedIndices(rows, { column: 'a', descending: true }, kept)).toEqual([0, 3, 1]);
	});

	it('knows integers that are longer than a number holds', () => {
		const long = [{ a: '9007199254740993' }, { a: 7 }, { a: '9007199254740995' }, { a: '-9007199254740993' }];
		expect(sortedIndices(long, { column: 'a', descending: false })).toEqual([3, 1, 0, 2]);
	});
});

it('goes through ascending, descending and the order of the server', () => {
	const one = nextSort(null, 'a');
	const two = nextSort(one, 'a');
	expect([one, two, nextSort(two, 'a')]).toEqual([{ column: 'a', descending: false }, { column: 'a', descending: true }, null]);
	expect(nextSort(two, 'b')).toEqual({ column: 'b', descending: false });
});
