import { expect, it } from 'vitest';
import { defaultText, fieldOf, placeholders, readParam } from './params';

it('reads numbers and says what is wrong with the rest', () => {
	expect(readParam('int', '150')).toEqual({ value: 150 });
	expect(readParam('int', '1.5')).toEqual({ problem: 'integer' });
	expect(readParam('float', '0.25')).toEqual({ value: 0.25 });
	expect(readParam('float', 'banyak')).toEqual({ problem: 'number' });
});

it('keeps codes as text, so that 52.10 does not become 52.1', () => {
	expect(readParam('text', '52.10')).toEqual({ value: '52.10' });
});

it('reads an empty field as missing, not as zero and not as an empty text', () => {
	expect(readParam('text', '')).toEqual({ value: null });
	expect(readParam('int', ' ')).toEqual({ value: null });
	expect(defaultText({ name: 'a', type: 'int' })).toBe('');
	expect(defaultText({ name: 'a', type: 'int', default: 0 })).toBe('0');
});

it('finds placeholders but not what stands in texts and comments', () => {
	expect(placeholders("SELECT $a, '$b', \"$c\" -- $d\n/* $e */ WHERE x = $a AND y > $low_2")).toEqual(['a', 'low_2']);
});

it('reads days of the calendar only', () => {
	expect(readParam('date', '2024-02-29')).toEqual({ value: '2024-02-29' });
	expect(readParam('date', '2023-02-29')).toEqual({ problem: 'date' });
	expect(readParam('date', '29/02/2024')).toEqual({ problem: 'date' });
	expect(readParam('date', '')).toEqual({ value: null });
});

it('gives every type the field that suits it', () => {
	expect(['text', 'integer', 'number', 'boolean', 'date', 'bigint'].map(fieldOf)).toEqual(['text', 'integer', 'number', 'boolean', 'date', 'integer']);
});
