import { describe, expect, it } from 'vitest';
import { mend, subjectOf } from './relax';

const constraints = { count: 10, per_province: { min: 2, '52': { min: 5, max: 8 } }, per_regency: { max: 2 }, budget: { APBN: 3_000_000, CSR: 1_000_000 }, spacing_km: 5 };
const decisions = [{ id: '52.03.01.2001', kind: 'pin' as const, reason: 'SK' }];
const give = (constraint: string, kind: 'fewer' | 'more' | 'money' | 'distance' | 'unpin', amount: number) =>
	mend({ constraints, decisions }, { constraint: `constraints.${constraint}`, detail: '', kind, amount });

describe('a relaxation', () => {
	it('changes the limit that it is about by the least that helps', () => {
		expect(give('count', 'fewer', 3)?.constraints.count).toBe(7);
		expect(give('per_province.52.min', 'fewer', 2)?.constraints.per_province?.['52']).toEqual({ min: 3, max: 8 });
		expect(give('spacing_km', 'distance', 1)?.constraints.spacing_km).toBeUndefined();
		expect(give('pin.52.03.01.2001', 'unpin', 1)?.decisions).toEqual([]);
	});
	it('of one area leaves the limit of every area as it is', () => {
		expect(give('per_province.11.min', 'fewer', 1)?.constraints.per_province).toEqual({ ...constraints.per_province, '11': { min: 1 } });
		expect(give('per_regency.52.03.max', 'more', 1)?.constraints.per_regency).toEqual({ max: 2, '52.03': { max: 3 } });
	});
	it('of money fills the largest of the purses that are meant, to the next million', () => {
		expect(give('budget.APBN+CSR', 'money', 1_200_000.4)?.constraints.budget).toEqual({ APBN: 5_000_000, CSR: 1_000_000 });
	});
	it('is not invented where the amount is none, where nothing would be left, or where the path is not known', () => {
		expect(give('count', 'fewer', 0)).toBeNull();
		expect(give('count', 'fewer', 10)).toBeNull();
		expect(give('radius_km', 'more', 10)).toBeNull();
		expect(subjectOf('constraints')).toBeNull();
	});
});
