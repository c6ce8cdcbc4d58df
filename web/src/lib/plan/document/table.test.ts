import { describe, expect, it } from 'vitest';
import { tableOf, withImputed, withMeans, withoutFigures } from './table';

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

describe('means of three years', () => {
	it('are a table of their own, and only of a plan that says three', () => {
		expect(tableOf({ years: 3 })).toBe('village_indicators_of_three_years');
		expect([tableOf({ years: 1 }), tableOf({ years: '3' })]).toEqual(['village_indicators', 'village_indicators']);
	});

	it('and imputed figures end each other; nothing else is touched', () => {
		const settings = { method: 'wsm', include_imputed: true };
		expect(withMeans(settings, true)).toEqual({ method: 'wsm', years: 3 });
		expect(withImputed({ method: 'wsm', years: 3 }, true)).toEqual(settings);
		expect(withMeans(settings, false)).toEqual(settings);
		expect(withImputed({ years: 3 }, false)).toEqual({ years: 3 });
		expect(withMeans({ years: 3 }, false)).toEqual({});
		expect(withoutFigures({ ...settings, years: 3 })).toEqual({ method: 'wsm' });
	});
});
