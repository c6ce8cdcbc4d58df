import { describe, expect, it } from 'vitest';
import { columnClass, nextSort, sortedIndices, visibleRange } from './grid';

describe('columnClass', () => {
	it('right-aligns every numeric type and nothing else', () => {
		expect(['Int64', 'UInt8', 'Float64', 'Decimal128(20, 2)'].map(columnClass)).toEqual(Array(4).fill('number'));
		expect(['Utf8', 'Utf8View', 'Date32', 'Interval(MonthDayNano)'].map(columnClass)).toEqual(Array(4).fill('text'));
		expect(columnClass('geometry')).toBe('geometry');
	});
});

describe('sortedIndices', () => {
	const rows = [{ a: 10 }, { a: null }, { a: 9 }, { a: 10 }];

	it('sorts numbers as numbers and is stable', () => {
		expect(sortedIndices(rows, { column: 'a', descending: false })).toEqual([2, 0, 3, 1]);
	});

	it('keeps missing values last when descending', () => {
		expect(sortedIndices(rows, { column: 'a', descending: true })).toEqual([0, 3, 2, 1]);
	});
});

it('goes through ascending, descending and the order of the server', () => {
	const one = nextSort(null, 'a');
	const two = nextSort(one, 'a');
	expect([one, two, nextSort(two, 'a')]).toEqual([
		{ column: 'a', descending: false },
		{ column: 'a', descending: true },
		null
	]);
	expect(nextSort(two, 'b')).toEqual({ column: 'b', descending: false });
});

it('renders only the rows around the window', () => {
	expect(visibleRange(0, 300, 30, 100_000)).toEqual({ first: 0, last: 18 });
	expect(visibleRange(30_000, 300, 30, 100_000)).toEqual({ first: 992, last: 1018 });
	expect(visibleRange(30_000, 300, 30, 5)).toEqual({ first: 5, last: 5 });
});
