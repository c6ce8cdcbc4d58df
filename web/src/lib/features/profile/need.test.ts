import { expect, it } from 'vitest';
import type { CoverageRow } from '$lib/api';
import type { Stated } from './figures';
import { needOf } from './need';

type Row = Parameters<typeof needOf>[1][number];
const row = (code: string, more: Partial<CoverageRow> = {}): Row => ({ code, name: code, need: null, need_year: null, need_from_year: null, status: 'missing', parts: null, parts_with_need: null, need_source: null, need_beside: [], ...more });
const known = (code: string, need: number) => row(code, { need, need_year: 2024, need_from_year: 2024, status: 'observed', need_source: 'BP2MI' });
const imputed: Stated = { indicator: 'pmi_placed', area_code: '33.01', year: 2024, value: 500, status: 'imputed', period: null, lower: 400, upper: 610, source: 'derived' };

it('is a number only where the whole area has a figure', () => {
	expect(needOf(known('33.01', 480), [], [imputed])).toMatchObject({ kind: 'known', value: 480 });
	expect(needOf(row('33', { need: 900, need_year: 2024, parts: 35, parts_with_need: 3 }), [], [])).toMatchObject({ kind: 'least', value: 900, known: 3, of: 35 });
});

it('is between the bounds of an imputed figure of the area itself, not of the one around it', () => {
	expect(needOf(row('33.01'), [known('33', 9000)], [imputed])).toMatchObject({ kind: 'imputed', low: 400, high: 610 });
	expect(needOf(row('33.02'), [known('33', 9000)], [imputed])).toMatchObject({ kind: 'most', value: 9000, code: '33' });
});

it('is at least what some months had, in the latest year of which any are known', () => {
	const beside = (year: number, value: number) => ({ value, year, from_year: year, period: `${year}-01/${year}-02`, status: 'partial', source: 'S', sources: 1, parts: null, parts_with_need: null });
	expect(needOf(row('33.01', { need_beside: [beside(2019, 90), beside(2025, 12)] }), [known('33', 9000)], [])).toMatchObject({ kind: 'least', value: 12, period: '2025-01/2025-02' });
});

it('is at most what the nearest area around it has, if that is known of the whole of it', () => {
	const partly = row('33.01', { need: 10, need_year: 2024, parts: 4, parts_with_need: 1 });
	expect(needOf(row('33.01.01'), [partly, known('33', 9000)], [])).toMatchObject({ kind: 'most', value: 9000, code: '33' });
	expect(needOf(null, [known('33.01', 480), known('33', 9000)], [])).toMatchObject({ kind: 'most', value: 480 });
	expect(needOf(row('33.01.01'), [partly], [])).toEqual({ kind: 'missing' });
});
