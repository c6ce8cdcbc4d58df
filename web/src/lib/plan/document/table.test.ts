import { describe, expect, it } from 'vitest';
import { tableOf, withImputed } from './table';

describe('imputed figures', () => {
	it('are read only where the plan says so', () => {
		expect(tableOf({})).toBe('village_indicators');
		expect(tableOf({ include_imputed: false })).toBe('village_indicators');
		expect(tableOf({ include_imputed: true })).toBe('village_indicators_with_imputed');
		// What a link made of another kind of value is no yes.
		expect(tableOf({ include_imputed: 'true' })).toBe('village_indicators');
	});
	it('are a setting that leaves no trace when it is taken back', () => {
		const settings = { missing: 'interval', method: 'wsm' };
		expect(withImputed(settings, true)).toEqual({ ...settings, include_imputed: true });
		expect(withImputed(withImputed(settings, true), false)).toEqual(settings);
	});
});
