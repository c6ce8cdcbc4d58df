import { expect, it } from 'vitest';
import { columnClass, compareValues, numberOf } from './values';

it('right-aligns every numeric type and nothing else', () => {
	expect(['Int64', 'UInt8', 'Float64', 'Decimal128(20, 2)', 'bigint', 'smallint', 'double', 'decimal(20,2)'].map(columnClass)).toEqual(Array(8).fill('number'));
	expect(['Utf8', 'Utf8View', 'Date32', 'Interval(MonthDayNano)', 'interval', 'text', 'timestamp', 'list'].map(columnClass)).toEqual(Array(8).fill('text'));
	expect(columnClass('geometry')).toBe('geometry');
});

it('compares long negative integers as numbers', () => {
	expect(compareValues('-9007199254740993', -1)).toBeLessThan(0);
	expect(compareValues(5, '-9007199254740993')).toBeGreaterThan(0);
});

it('takes no text for a number that is none', () => {
	expect([numberOf('9007199254740993'), numberOf('x'), numberOf(''), numberOf(null), numberOf(0)]).toEqual([9007199254740992, null, null, null, 0]);
});
