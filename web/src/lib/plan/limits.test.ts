import { describe, expect, it } from 'vitest';
import { constraintsOf, limitsOf } from './limits';

const base = { count: 150, per_regency: { max: 2, '52.03': { min: 1 } }, cost: 'cost_idr', spacing_km: 5, time_limit_s: 30 };

describe('the limits of a plan', () => {
	it('come back as they were when nothing was changed', () => {
		expect(constraintsOf(base, limitsOf(base), [])).toEqual({ ...base, per_province: {}, pin: [], exclude: [] });
	});
	it('are left open where the reader emptied a field, and keep what single areas have', () => {
		const open = constraintsOf(base, { ...limitsOf(base), maxRegency: null, spacingKm: null }, []);
		expect(open.per_regency).toEqual({ '52.03': { min: 1 } });
		expect(open.spacing_km).toBeNull();
	});
	it('say money in rupiah and why a village is decided about', () => {
		const sent = constraintsOf(base, { ...limitsOf(base), budget: 1500 }, [
			{ id: '52.03.01.2001', name: 'A', kind: 'pin', reason: 'SK 12' },
			{ id: '52.03.01.2002', name: 'B', kind: 'exclude', reason: '' }
		]);
		expect(sent.budget).toEqual({ apbn: 1_500_000_000 });
		expect(limitsOf(sent).budget).toBe(1500);
		expect(sent.pin).toEqual([{ id: '52.03.01.2001', reason: 'SK 12' }]);
		expect(sent.exclude).toEqual(['52.03.01.2002']);
	});
});
