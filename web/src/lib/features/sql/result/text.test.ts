import { expect, it } from 'vitest';
import { makeFormats } from '$lib/i18n/format';
import { cellText } from './text';

const id = makeFormats('id', 'Asia/Jakarta');
const number = (value: unknown, column = 'n') => cellText(value, column, 'number', id, 'geometri');

it('never shows a small number as zero', () => {
	expect([number(0.123456), number(0.0000012345), number(-0.00005), number(0)]).toEqual(['0,1235', '0,000001235', '-0,00005', '0']);
});

it('writes years without thousands', () => {
	expect([number(2024, 'year'), number(2024, 'need_year'), number(2024, 'yearly')]).toEqual(['2024', '2024', '2.024']);
});

it('names the kind of a geometry and says what is missing', () => {
	expect(cellText({ type: 'Point', coordinates: [116, -8] }, 'g', 'geometry', id, 'geometri')).toBe('geometri Point');
	expect(cellText(null, 'g', 'geometry', id, 'geometri')).toBe('NULL');
	expect(cellText([1, 2], 'a', 'text', id, 'geometri')).toBe('[1,2]');
});
