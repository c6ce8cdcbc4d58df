import { describe, expect, it } from 'vitest';
import { passes, readFilter, readNumber } from './filter';
import type { ColumnClass } from './values';

/** The values that a filter keeps. */
function kept(text: string, kind: ColumnClass, values: unknown[]): unknown[] {
	const test = readFilter(text, kind, true);
	if (!test || 'problem' in test) throw new Error(`${text} is no filter`);
	return values.filter((value) => passes(test, value, kind));
}

describe('a filter', () => {
	const numbers = [1, 5, 10, null, '9007199254740993', -3];

	it('compares numbers', () => {
		expect(kept('5', 'number', numbers)).toEqual([5]);
		expect(kept('>= 5', 'number', numbers)).toEqual([5, 10, '9007199254740993']);
		expect(kept('<0', 'number', numbers)).toEqual([-3]);
		expect(kept('1..5', 'number', numbers)).toEqual([1, 5]);
		expect(kept('-5..0', 'number', numbers)).toEqual([-3]);
	});

	it('never keeps a missing value unless it is asked for', () => {
		expect(kept('!= 5', 'number', numbers)).toEqual([1, 10, '9007199254740993', -3]);
		expect(kept('null', 'number', numbers)).toEqual([null]);
		expect(kept('!null', 'geometry', [null, {}])).toEqual([{}]);
		expect(kept('!suka', 'text', ['Sukamaju', null, 'Batu'])).toEqual(['Batu']);
	});

	it('finds parts of texts in any case and whole ones as they are', () => {
		const names = ['Sukamaju', 'Maju', 'MAJU'];
		expect(kept('maju', 'text', names)).toEqual(names);
		expect(kept('=Maju', 'text', names)).toEqual(['Maju']);
		expect(kept('!= Maju', 'text', names)).toEqual(['Sukamaju', 'MAJU']);
		expect(kept('>= 2024-02-01', 'text', ['2023-12-31', '2024-02-01', '2024-11-01'])).toEqual(['2024-02-01', '2024-11-01']);
	});

	it('reads booleans in both languages', () => {
		expect(kept('ya', 'boolean', [true, false, null])).toEqual([true]);
		expect(kept('false', 'boolean', [true, false, null])).toEqual([false]);
	});

	it('is refused when it says nothing that the column knows', () => {
		expect(readFilter('> tinggi', 'number', true)).toEqual({ problem: 'number' });
		expect(readFilter('1..', 'number', true)).toEqual({ problem: 'number' });
		expect(readFilter('mungkin', 'boolean', true)).toEqual({ problem: 'boolean' });
		expect(readFilter('POINT', 'geometry', true)).toEqual({ problem: 'geometry' });
		expect(readFilter('  ', 'number', true)).toBeNull();
	});
});

describe('a number', () => {
	it('is read as the table writes it', () => {
		expect([readNumber('83.762', true), readNumber('1.234.567,5', true), readNumber('0,512', true)]).toEqual([83762, 1234567.5, 0.512]);
		expect([readNumber('83,762', false), readNumber('0.512', false), readNumber('−3', false)]).toEqual([83762, 0.512, -3]);
	});

	it('may be written as SQL writes it where that is no other number', () => {
		expect([readNumber('0.512', true), readNumber('12.25', true), readNumber('1e6', true)]).toEqual([0.512, 12.25, 1e6]);
	});

	it('is nothing else', () => {
		expect([readNumber('1.2.3', true), readNumber('12a', true), readNumber('', true), readNumber('1,2,3', true)]).toEqual([null, null, null, null]);
	});
});
