import { describe, expect, it } from 'vitest';
import type { PageCriterion } from './document/document';
import { hasAll, offer, scoreOfImputed, statementOf, villagesOf } from './imputed';

const ROWS = [
	{ code: '33.01.01.2001', v0: 4, i0: true, v1: 0.5, i1: false },
	{ code: '33.01.02.2001', v0: 4, i0: true, v1: null, i1: false },
	{ code: '33.02.01.2001', v0: 6, i0: true, v1: 0.7, i1: true }
];
const villages = villagesOf(ROWS, ['pmi', 'ike']);

describe('villages with imputed figures', () => {
	it('are those of which some figure is known only so', () => {
		expect(statementOf(['pmi', 'a"b'])).toContain('(w."pmi" IS NOT NULL AND v."pmi" IS NULL) OR (w."a""b" IS NOT NULL AND v."a""b" IS NULL)');
		expect(villages.map((one) => one.of)).toEqual([['pmi'], ['pmi'], ['pmi', 'ike']]);
		expect(villages[1]?.values).toEqual({ pmi: 4, ike: null });
	});
	it('are counted by what they would gain, with the regencies that they lie in', () => {
		expect(offer(villages)).toEqual([
			{ indicator: 'pmi', villages: 3, regencies: 2 },
			{ indicator: 'ike', villages: 1, regencies: 1 }
		]);
	});
	it('have a score where enough of the weight is known, and are candidates only where all is known that is asked for', () => {
		const criteria: PageCriterion[] = [
			{ indicator: 'pmi', weight: 0.4, goalposts: [0, 8], direction: 'benefit' },
			{ indicator: 'ike', weight: 0.6, goalposts: [0, 1], direction: 'cost' }
		];
		expect(scoreOfImputed(villages[0]?.values ?? {}, criteria)).toBeCloseTo(0.4 * 0.5 + 0.6 * 0.5, 12);
		expect(scoreOfImputed(villages[1]?.values ?? {}, criteria)).toBeNull();
		expect([villages[0], villages[1]].map((one) => hasAll(one?.values ?? {}, ['ike', 'population']))).toEqual([true, false]);
	});
});
