import { describe, expect, it } from 'vitest';
import type { Indicator } from '$lib/api';
import { standingOf } from './difference';
import { nationalStatement } from './national';
import { designatedPoints } from './series';
import { designationsStatement, mapStatements, partsStatement } from './statements';

const indicator = (id: string, more: Partial<Indicator> = {}) => ({ id, level: 'regency', aggregate: 'sum', ...more }) as Indicator;

describe('a value beside that of a larger area', () => {
	it('is a share of a count, and so far from a rate', () => {
		expect(standingOf(3, { value: 12, whole: true }, true)).toEqual({ kind: 'share', value: 0.25, whole: true });
		expect(standingOf(9.5, { value: 12, whole: false }, false)).toEqual({ kind: 'difference', value: -2.5, whole: false });
	});
	it('is nothing where one of them is not known, and no share of nothing', () => {
		expect([standingOf(null, { value: 1, whole: true }, false), standingOf(1, { value: null, whole: true }, false), standingOf(1, null, false), standingOf(0, { value: 0, whole: true }, true)]).toEqual([null, null, null, null]);
		expect(standingOf(0, { value: 4, whole: true }, true)?.value).toBe(0);
	});
});

describe('the series of an area', () => {
	it('counts villages without a year from the beginning', () => {
		const rows = [{ area_code: '52', year: null, villages: 2 }, { area_code: '52', year: 2017, villages: 3 }, { area_code: '52', year: 2019, villages: 1 }];
		expect(designatedPoints(rows, [2016, 2017, 2018, 2019], '').map((point) => point.value)).toEqual([2, 5, 5, 6]);
		expect(designatedPoints([], [2016, 2017], '').map((point) => point.value)).toEqual([0, 0]);
	});
});

describe('the statements of a comparison', () => {
	it('ask for the borders of the parts', () => {
		expect(partsStatement('province', ['52'])).toContain("FROM regencies\nWHERE province_code IN ('52')");
		expect(partsStatement('district', ['52.03.01', '52.03.02'])).toContain("FROM villages\nWHERE district_code IN ('52.03.01', '52.03.02')");
		expect(partsStatement('village', ['52.03.01.2001'])).toBeNull();
	});
	it('ask each level for its own areas', () => {
		const { parts, outlines } = mapStatements(['52', '35.07', '52.03']);
		expect(parts).toHaveLength(2);
		expect(outlines[1]).toContain("FROM regencies\nWHERE code IN ('35.07', '52.03')");
		expect(designationsStatement(['52', '52.03']).match(/UNION ALL/g)).toHaveLength(2);
	});
	it('make a figure of the country as one of a province is made', () => {
		const sql = nationalStatement('regency', [indicator('pmi_placed'), indicator('poverty_pct', { aggregate: 'mean_by_population' })]);
		expect(sql).toContain('sum(p."pmi_placed") AS v0');
		expect(sql).toContain('THEN sum(p."poverty_pct" * a.population) / nullif(sum(a.population) FILTER (WHERE p."poverty_pct" IS NOT NULL), 0)');
		expect(nationalStatement('village', [indicator('idm', { level: 'village', aggregate: 'mean_by_population' })])).not.toContain('population');
	});
});
