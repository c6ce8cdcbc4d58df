import { describe as group, expect, it } from 'vitest';
import { equal } from './canonical';
import type { Document } from './document';
import { describe } from './steps';

const one = { indicator: 'a', weight: 0.5, goalposts: [0, 1] as [number, number], direction: 'benefit' as const };
const before: Document = {
	round: '2027',
	where: '',
	criteria: [one, { ...one, indicator: 'b', weight: 0.3 }, { ...one, indicator: 'c', weight: 0.2 }],
	settings: {},
	constraints: { count: 5 },
	decisions: [],
	basket: ['52.03.01.2001']
};
const step = (change: Partial<Document>) => describe(before, { ...before, ...change });
const weights = (...all: number[]) => ({ criteria: before.criteria.map((criterion, i) => ({ ...criterion, weight: all[i] ?? 0 })) });

group('a step of undo', () => {
	it('is named by what it changed', () => {
		expect(step({})).toBeNull();
		expect(step(weights(0.2, 0.48, 0.32))).toEqual({ what: 'weight', of: 'a' });
		expect(step(weights(0.6, 0.3, 0.1))).toEqual({ what: 'weight', of: 'a' });
		expect(step({ criteria: before.criteria.map((c) => (c.indicator === 'b' ? { ...c, goalposts: [0, 2] } : c)) })).toEqual({ what: 'goalposts', of: 'b' });
		expect(step({ criteria: before.criteria.slice(1) })).toEqual({ what: 'remove', of: 'a' });
		expect(step({ criteria: [...before.criteria, { ...one, indicator: 'd' }] })).toEqual({ what: 'add', of: 'd' });
		expect(step({ where: 'x' })).toEqual({ what: 'where' });
		expect(step({ settings: { include_imputed: true } })).toEqual({ what: 'imputed' });
		expect(step({ settings: { years: 3 } })).toEqual({ what: 'means' });
		expect(step({ settings: { include_imputed: true, method: 'wpm' } })).toEqual({ what: 'settings' });
		expect(step({ constraints: { count: 6 } })).toEqual({ what: 'limits' });
		expect(step({ basket: [] })).toEqual({ what: 'drop', of: '52.03.01.2001' });
		expect(step({ basket: ['a', 'b', 'c'] })).toEqual({ what: 'basket' });
	});
	it('that excludes a village is named by the decision, though the basket changes with it', () => {
		const decisions = [{ id: '52.03.01.2001', kind: 'exclude' as const, reason: 'r' }];
		expect(step({ decisions, basket: [] })).toEqual({ what: 'exclude', of: '52.03.01.2001' });
		expect(describe({ ...before, decisions }, before)).toEqual({ what: 'release', of: '52.03.01.2001' });
	});
	it('of several kinds says so', () => {
		expect(step({ where: 'x', round: 'y' })).toEqual({ what: 'several' });
	});
	it('does not mind the order of keys', () => {
		expect(equal({ a: 1, b: { c: 2, d: [1] } }, { b: { d: [1], c: 2 }, a: 1 })).toBe(true);
		expect(equal([1, 2], [2, 1])).toBe(false);
	});
});
