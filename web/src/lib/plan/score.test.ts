import { createExpression, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { Indicator } from '$lib/api';
import type { PageCriterion } from './document/document';
import { colourExpression, missingExpression, partialExpression, rampStops, scoreExpression, scoreOf, scoreOfValues, scoresOf, terms } from './score';
import { valueAt } from './stops';

const indicator = (id: string, ...stops: [number, number][]) => ({ id, tile: { stops } }) as Indicator;
const INDICATORS = new Map([
	['pmi', indicator('pmi', [0, 0], [100, 120])],
	['poverty', indicator('poverty', [0, 1.5], [25, 4], [50, 9], [75, 20], [100, 41.5])],
	['idm', indicator('idm', [0, 0.3], [100, 0.95])]
]);
const CRITERIA: PageCriterion[] = [
	{ indicator: 'pmi', weight: 0.5, direction: 'benefit', goalposts: [0, 100] },
	{ indicator: 'poverty', weight: 0.3, direction: 'benefit', goalposts: [2, 35] },
	{ indicator: 'idm', weight: 0.2, direction: 'cost', goalposts: [0.4, 0.9] }
];

/** The formula as planning/methods.md writes it, on real values: an independent third way. */
function formula(values: Record<string, number | undefined>): number {
	return CRITERIA.reduce((sum, { indicator: id, weight, direction, goalposts: [a, b] }) => {
		const x = values[id];
		if (x === undefined) return sum;
		const r = direction === 'benefit' ? (x - a) / (b - a) : (b - x) / (b - a);
		return sum + weight * Math.min(1, Math.max(0, r));
	}, 0);
}

function evaluate(expression: unknown, type: 'number' | 'color', properties: Record<string, number>, state: Record<string, number | boolean> = {}): unknown {
	const spec = { type, 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } } as unknown as StylePropertySpecification;
	const made = createExpression(expression, 'paint', spec);
	if (made.result !== 'success') throw new Error(made.value.map((e) => `${e.key}: ${e.message}`).join());
	return made.value.evaluate({ zoom: 5 }, { type: 'Polygon', properties } as never, state);
}

const list = terms(CRITERIA, INDICATORS);
const features: Record<string, number>[] = [];
for (let i = 0; i <= 100; i += 7) features.push({ pmi: i, poverty: (i * 37) % 101, idm: 100 - i });
features.push({ pmi: 100, poverty: 100 }, { pmi: 40 }, {});

describe('the score of the map', () => {
	it.each(features)('is the formula of the plan for %o', (feature) => {
		const values = Object.fromEntries(
			Object.entries(feature).map(([id, integer]) => {
				return [id, valueAt(INDICATORS.get(id)?.tile?.stops ?? [], integer)];
			})
		);
		const expected = formula(values);
		expect(evaluate(scoreExpression(list), 'number', feature)).toBeCloseTo(expected, 12);
		expect(scoreOf(feature, list).score).toBeCloseTo(expected, 12);
	});

	it('is the same from values in their own units, with the share of the weight that is known', () => {
		const values = { pmi: 60, poverty: 12, idm: 0.6 };
		expect(scoreOfValues(values, CRITERIA)).toEqual({ score: expect.closeTo(formula(values), 12) as number, present: expect.closeTo(1, 12) as number });
		const { pmi: _, ...rest } = values;
		expect(scoreOfValues({ ...rest, pmi: null }, CRITERIA)).toEqual({ score: expect.closeTo(formula(rest), 12) as number, present: expect.closeTo(0.5, 12) as number });
	});

	it('divides weights by their sum', () => {
		const doubled = terms(CRITERIA.map((c) => ({ ...c, weight: c.weight * 2 })), INDICATORS);
		expect(scoreOf({ pmi: 50, poverty: 50, idm: 50 }, doubled).score).toBeCloseTo(scoreOf({ pmi: 50, poverty: 50, idm: 50 }, list).score, 12);
	});

	it('leaves out a criterion that the catalogue does not know or whose goalposts are equal', () => {
		expect(terms([{ indicator: 'other', weight: 1, direction: 'benefit', goalposts: [0, 1] }], INDICATORS)).toEqual([]);
		expect(terms([{ indicator: 'pmi', weight: 1, direction: 'benefit', goalposts: [3, 3] }], INDICATORS)).toEqual([]);
	});
});

describe('the colour of the map', () => {
	const colours = ['#ff0000', '#00ff00', '#0000ff'];
	const colour = (properties: Record<string, number>, continuous = false) =>
		String(evaluate(colourExpression(list, [0.3, 0.6], colours, '#808080', continuous), 'color', properties));

	it('is that of the class the score falls in', () => {
		expect(colour({ pmi: 0, poverty: 0, idm: 100 })).toBe('rgba(255,0,0,1)');
		expect(colour({ pmi: 84, poverty: 100, idm: 0 })).toBe('rgba(0,0,255,1)');
	});
	it('is never one of the scale where too much is missing', () => {
		expect(colour({ idm: 84 })).toBe('rgba(128,128,128,1)');
		expect(evaluate(missingExpression(list), 'number', { idm: 84 })).toBe(1);
		expect(evaluate(partialExpression(list), 'number', { idm: 84 })).toBe(0);
	});
	it('wears lines where half of the weight has values but not enough for a selection', () => {
		expect(colour({ pmi: 84 })).not.toBe('rgba(128,128,128,1)');
		expect(evaluate(missingExpression(list), 'number', { pmi: 84 })).toBe(0);
		expect(evaluate(partialExpression(list), 'number', { pmi: 84 })).toBe(1);
		expect(evaluate(partialExpression(list), 'number', { pmi: 84, poverty: 0 })).toBe(0);
	});
	it('is one of the scale when 80 % of the weight has values, and zero is a value', () => {
		expect(colour({ pmi: 0, poverty: 0 })).toBe('rgba(255,0,0,1)');
		expect(evaluate(missingExpression(list), 'number', { pmi: 0, poverty: 0 })).toBe(0);
	});
	it('takes its classes from the scores of what is shown, not from areas that miss too much', () => {
		const sample: Record<string, number>[] = [{ pmi: 60, poverty: 50, idm: 0 }, { pmi: 0, poverty: 0, idm: 100 }, { idm: 50 }];
		expect(scoresOf(sample, list)).toEqual([sample[1], sample[0]].map((one) => scoreOf(one ?? {}, list).score));
	});
	it('is the hatch, whatever else is known, where what a candidate is asked for is not', () => {
		const known = { poverty: 100, idm: 0 };
		expect(evaluate(missingExpression(list, ['pmi']), 'number', known)).toBe(1);
		expect(evaluate(partialExpression(list, ['pmi']), 'number', known)).toBe(0);
		expect(String(evaluate(colourExpression(list, [0.3], colours, '#808080', false, ['pmi']), 'color', known))).toBe('rgba(128,128,128,1)');
		expect(evaluate(missingExpression(list, ['pmi']), 'number', { ...known, pmi: 0 })).toBe(0);
		expect(scoresOf([known, { ...known, pmi: 0 }], list, ['pmi'])).toHaveLength(1);
	});
	it('wears lines where the leading criterion is not known, however little it weighs', () => {
		const light = terms(CRITERIA.map((one) => (one.indicator === 'idm' ? { ...one, weight: 0.1 } : one)), INDICATORS);
		expect(evaluate(partialExpression(light, [], 'idm'), 'number', { pmi: 0, poverty: 0 })).toBe(1);
		expect(evaluate(partialExpression(light, [], 'idm'), 'number', { pmi: 0, poverty: 0, idm: 0 })).toBe(0);
		expect(evaluate(partialExpression(light), 'number', { pmi: 0, poverty: 0 })).toBe(0);
	});
	it('is that of the exact score where it is known: tiles hold steps', () => {
		const low = { pmi: 0, poverty: 0, idm: 100 };
		const painted = (score: number) => String(evaluate(colourExpression(list, [0.3, 0.6], colours, '#808080', false), 'color', low, { score }));
		expect([0.2999, 0.3, 0.6].map(painted)).toEqual(['rgba(255,0,0,1)', 'rgba(0,255,0,1)', 'rgba(0,0,255,1)']);
	});
	it('is that of the score, with lines, where an imputed figure takes part that the tile does not have', () => {
		const known = { poverty: 100, idm: 0 };
		const state = { score: 0.7, imputed: true };
		expect(evaluate(missingExpression(list, ['pmi']), 'number', known, state)).toBe(0);
		expect(evaluate(partialExpression(list, ['pmi']), 'number', known, state)).toBe(1);
		expect(String(evaluate(colourExpression(list, [0.3, 0.6], colours, '#808080', false, ['pmi']), 'color', known, state))).toBe('rgba(0,0,255,1)');
		// What the plan reads does not say enough, whatever the tile has.
		expect(evaluate(missingExpression(list, []), 'number', known, { unknown: true })).toBe(1);
		// A score that is at hand is no figure: without an imputed one the hatch stays.
		expect(evaluate(missingExpression(list, ['pmi']), 'number', known, { score: 0.7, imputed: false })).toBe(1);
	});
	it('is, on a continuous scale, what the legend shows at the edge and in the middle of a class', () => {
		const stops = rampStops([0.3, 0.7], ['#000000', '#804020', '#ffffff']);
		expect(stops.map(([at]) => Number(at.toFixed(9)))).toEqual([0.1, 0.3, 0.5, 0.7, 0.9]);
		expect(stops[1]?.[1]).toBe('rgb(64, 32, 16)');
		expect(stops[2]?.[1]).toBe('#804020');
		const uneven = rampStops([0.1, 0.2, 0.8], ['#000000', '#111111', '#222222', '#333333']).map(([at]) => at);
		expect(uneven).toEqual([...uneven].sort((a, b) => a - b));
	});
	it('passes through every class colour when it is continuous', () => {
		expect(colour({ pmi: 0, poverty: 0, idm: 100 }, true)).toBe('rgba(255,0,0,1)');
	});
});
