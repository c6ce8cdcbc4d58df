import { expect, it } from 'vitest';
import { meansOf, meansStatement, scoreOfMeans } from './means';

const criterion = (indicator: string, weight: number) => ({ indicator, weight, direction: 'benefit' as const, goalposts: [0, 10] as [number, number] });
const criteria = [criterion('pmi', 0.6), criterion('poor', 0.4)];

it('asks for the villages of which a mean differs from the latest figure, a null among them', () => {
	const sql = meansStatement(['pmi', 'po"or']);
	expect(sql).toContain('m."pmi" IS DISTINCT FROM v."pmi" OR m."po""or" IS DISTINCT FROM v."po""or"');
	expect(sql).toContain('FROM village_indicators_of_three_years m');
	expect([...meansOf([{ code: 'a', v0: 4, v1: null }], ['pmi', 'poor'])]).toEqual([['a', { pmi: 4, poor: null }]]);
});

it('scores by the means, and does not assess what has none', () => {
	expect(scoreOfMeans({ pmi: 5, poor: 10 }, criteria, ['pmi'])).toBeCloseTo(0.7, 12);
	expect(scoreOfMeans({ pmi: null, poor: 10 }, criteria, ['pmi'])).toBeNull();
	expect(scoreOfMeans({ pmi: null, poor: 10 }, criteria, [])).toBeNull();
	expect(scoreOfMeans({ pmi: 5, poor: null }, criteria, ['pmi'])).toBeCloseTo(0.3, 12);
});
