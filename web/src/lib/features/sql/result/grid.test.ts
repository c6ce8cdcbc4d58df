import { describe, expect, it } from 'vitest';
import { moved, scrollFor, visibleRange, type CellAt } from './grid';

it('renders only the rows around the window', () => {
	expect(visibleRange(0, 300, 30, 100_000)).toEqual({ first: 0, last: 18 });
	expect(visibleRange(30_000, 300, 30, 100_000)).toEqual({ first: 992, last: 1018 });
	expect(visibleRange(30_000, 300, 30, 5)).toEqual({ first: 5, last: 5 });
});

describe('keys', () => {
	const press = (key: string, at: CellAt, ctrlKey = false) => moved(at, { key, ctrlKey, metaKey: false }, 100_000, 4, 20);

	it('move by a cell and stop at the edges', () => {
		expect(press('ArrowDown', { row: 3, column: 1 })).toEqual({ row: 4, column: 1 });
		expect(press('ArrowUp', { row: 0, column: 1 })).toEqual({ row: 0, column: 1 });
		expect(press('ArrowRight', { row: 3, column: 3 })).toEqual({ row: 3, column: 3 });
	});

	it('move by a page, keeping one row in view, and to the ends', () => {
		expect(press('PageDown', { row: 0, column: 1 })).toEqual({ row: 19, column: 1 });
		expect(press('End', { row: 7, column: 0 })).toEqual({ row: 7, column: 3 });
		expect(press('End', { row: 7, column: 0 }, true)).toEqual({ row: 99_999, column: 3 });
		expect(press('Home', { row: 7, column: 3 }, true)).toEqual({ row: 0, column: 0 });
		expect(press('PageUp', { row: 5, column: 3 })).toEqual({ row: 0, column: 3 });
	});

	it('are left to others when they do not move', () => {
		expect(press('a', { row: 0, column: 0 })).toBeNull();
		expect(press('Tab', { row: 0, column: 0 })).toBeNull();
	});
});

it('scrolls only as far as a row needs to be seen', () => {
	expect(scrollFor(5, 30, 0, 330, 30)).toBe(0);
	expect(scrollFor(10, 30, 0, 330, 30)).toBe(30);
	expect(scrollFor(2, 30, 600, 330, 30)).toBe(60);
});
