import { describe, expect, it } from 'vitest';
import type { AreaValue, ComparedArea, Indicator } from '$lib/api';
import { linesOf, seriesOf, type Stated } from './figures';

const indicator = (id: string) => ({ id }) as Indicator;
const value = (id: string, more: Partial<AreaValue> = {}): AreaValue => ({ id, value: 7, year: 2021, status: 'observed', source: 'BPS', period: null, level: 'regency', area_code: '52.03', claims: [], ...more });
const stated = (year: number, more: Partial<Stated> = {}): Stated => ({ indicator: 'a', area_code: '52.03', year, value: year, status: 'observed', period: null, lower: null, upper: null, source: 'BPS', ...more });
const compared = { indicators: { a: 12, b: 3, c: null }, origins: { b: { year: 2024, from_year: 2024, status: 'observed', stated_for: '52', parts: 10, parts_known: 4, counts_by: 'sum' } } } as unknown as ComparedArea;

describe('the lines of a profile', () => {
	const lines = linesOf(['a', 'b', 'c', 'd', 'e'].map(indicator), [value('a'), value('d', { value: null, status: 'suppressed' })], compared, [stated(2024, { indicator: 'e', status: 'imputed', lower: 1, upper: 9 })]);
	it('have what is stated before what is made from parts', () => {
		expect(lines[0]).toMatchObject({ value: 7, year: 2021, statedFor: '52.03', source: 'BPS', parts: null });
	});
	it('say of how many parts a figure is made, and that it is partial where some have none', () => {
		expect(lines[1]).toMatchObject({ value: 3, year: 2024, status: 'partial', statedFor: null, parts: { known: 4, of: 10, countsBy: 'sum' } });
	});
	it('name every indicator, also those that nothing is known of', () => {
		expect(lines.slice(2).map((line) => [line.indicator.id, line.value, line.status, line.imputed?.upper ?? null])).toEqual([
			['c', null, 'missing', null],
			['d', null, 'suppressed', null],
			['e', null, 'missing', 9]
		]);
	});
	it('give a mean the years that it is of', () => {
		expect(linesOf([indicator('a')], [value('a', { year: 2022, status: 'averaged', period: '2007-01/2022-06' })], null, [])[0]).toMatchObject({ fromYear: 2007, year: 2022 });
	});
});

it('has a series where the area itself has two years', () => {
	const rows = [stated(2019), stated(2020), stated(2020, { indicator: 'b' }), stated(2021, { indicator: 'b', area_code: '52' }), stated(2021, { indicator: 'c', value: null }), stated(2022, { indicator: 'c' })];
	expect(seriesOf(['a', 'b', 'c'].map(indicator), rows, '52.03').map((one) => [one.indicator.id, one.rows.length])).toEqual([['a', 2]]);
});
