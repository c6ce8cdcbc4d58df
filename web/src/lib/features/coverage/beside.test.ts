import { expect, it } from 'vitest';
import type { CoverageRow } from '$lib/api';
import { besideText, figuresOf } from './beside';

const parts = { value: 37203, year: 2022, from_year: 2007, period: null, status: 'mixed', source: 'press', sources: 2, parts: 10, parts_with_need: 10 };
const months = { value: 5596, year: 2025, from_year: 2025, period: '2025-01/2025-02', status: 'partial', source: 'office', sources: 1, parts: null, parts_with_need: null };
const row = (rest: Partial<CoverageRow>) => ({ need: 33949, need_year: 2023, need_from_year: 2023, need_source: 'ministry', status: 'observed', parts: null, parts_with_need: null, need_beside: [parts], ...rest }) as CoverageRow;

it('lists the figure that counts before those that stand beside it, each with value, year and source', () => {
	expect(figuresOf(row({})).map(({ value, year, source, counts }) => [value, year, source, counts])).toEqual([
		[33949, 2023, 'ministry', true],
		[37203, 2022, 'press', false]
	]);
});

it('lists what is known of a part of a year where no figure counts', () => {
	expect(figuresOf(row({ need: null, need_year: null, need_beside: [months] })).map((one) => [one.value, one.counts])).toEqual([[5596, false]]);
});

it('writes them in one cell of a file', () => {
	expect(besideText(row({ need_beside: [parts, months] }))).toBe('37203 (2007-2022, mixed, sum of 10 of 10: press); 5596 (2025-01/2025-02, partial: office)');
	expect(besideText({})).toBe('');
});
