import { describe, expect, it } from 'vitest';
import { everyOf, faultsOf, rangeOf, singleAreas, withArea, withBudget, withEvery, withLimit } from './limits';

const base = { count: 150, per_regency: { max: 2, '52.03': { min: 1 } }, cost: 'cost_idr', spacing_km: 5, time_limit_s: 30 };

describe('the limits of a plan', () => {
	it('are changed one at a time and leave the others alone', () => {
		expect(withLimit(base, 'spacing_km', null)).toEqual({ count: 150, per_regency: base.per_regency, cost: 'cost_idr', time_limit_s: 30 });
		expect(withEvery(base, 'per_regency', 'max', null).per_regency).toEqual({ '52.03': { min: 1 } });
		expect(withEvery({ per_province: { min: 1 } }, 'per_province', 'min', null)).toEqual({});
		expect(withBudget(withBudget(base, 'APBN', 5e9), 'CSR', 1e9).budget).toEqual({ APBN: 5e9, CSR: 1e9 });
		expect(withBudget({ budget: { APBN: 1 } }, 'APBN', null)).toEqual({});
	});
	it('of an area take what it leaves open from those of every area', () => {
		expect(rangeOf(base, '52.03')).toEqual({ min: 1, max: 2 });
		expect(rangeOf(base, '52.04')).toEqual(everyOf(base, 'per_regency'));
		expect(rangeOf(base, '52')).toEqual({ min: null, max: null });
	});
	it('of single provinces and regencies go where they belong', () => {
		const found = withArea(withArea(base, '52', { min: 5, max: null }), '52.03', { min: null, max: 4 });
		expect(found.per_province).toEqual({ '52': { min: 5 } });
		expect(found.per_regency).toEqual({ max: 2, '52.03': { max: 4 } });
		expect(singleAreas(found).map((one) => one.code)).toEqual(['52', '52.03']);
		expect(withArea(found, '52', null).per_province).toBeUndefined();
		expect(withArea(base, '52.03.01', { min: 1, max: 1 })).toEqual(base);
	});
	it('are checked before the server is asked', () => {
		expect(faultsOf(base).size).toBe(0);
		const bad = { count: 2.5, per_regency: { min: 3, max: 2 }, per_province: { '52': { min: 9 } }, budget: { APBN: -1 }, spacing_km: -2 };
		expect(Object.fromEntries(faultsOf(bad))).toEqual({
			count: 'whole',
			'per_regency.min': 'minOverMax',
			'per_province.52.min': 'minOverCount',
			'budget.APBN': 'notNegative',
			spacing_km: 'notNegative',
			cost: 'costMissing'
		});
		expect(Object.fromEntries(faultsOf({ count: 2, objective: 'mclp' }))).toEqual({ radius_km: 'radiusMissing' });
		expect(faultsOf({ count: 2, objective: 'mclp', radius_km: 20 }).size).toBe(0);
	});
});
