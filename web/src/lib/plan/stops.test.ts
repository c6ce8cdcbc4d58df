import { createExpression, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { endsOf, stepInSql, valueAt, valueExpression, type Stops } from './stops';

const EQUAL: Stops = [[0, 0.35], [100, 0.95]];
const SKEWED: Stops = [[0, 1], [33, 2], [67, 10], [100, 1000]];
const ONE: Stops = [[0, 7.5], [100, 7.5]];

function drawn(stops: Stops, step: number): number {
	const spec = { type: 'number', 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } } as unknown as StylePropertySpecification;
	const made = createExpression(valueExpression('x', stops), 'paint', spec);
	if (made.result !== 'success') throw new Error(made.value.map((one) => one.message).join());
	return made.value.evaluate({ zoom: 5 }, { type: 'Polygon', properties: { x: step } } as never) as number;
}

describe('integers of tiles', () => {
	it('stand for the values at and between the stops', () => {
		expect([0, 50, 100].map((step) => valueAt(EQUAL, step))).toEqual([0.35, 0.65, 0.95].map((value) => expect.closeTo(value, 12)));
		expect([0, 33, 50, 67, 100].map((step) => valueAt(SKEWED, step))).toEqual([1, 2, 6, 10, 1000].map((value) => expect.closeTo(value, 12)));
		expect([0, 100].map((step) => valueAt(ONE, step))).toEqual([7.5, 7.5]);
		expect(endsOf(SKEWED)).toEqual([1, 1000]);
	});
	it.each([EQUAL, SKEWED, ONE])('are drawn as what they stand for, with the stops %o', (...stops) => {
		for (let step = 0; step <= 100; step++) expect(drawn(stops, step)).toBeCloseTo(valueAt(stops, step), 9);
	});
	it('are found in SQL by the same lines', () => {
		expect(stepInSql('x', EQUAL)).toBe(`greatest(0, least(100, round(0 + (x - 0.35) / ${0.95 - 0.35} * 100)))`);
		expect(stepInSql('x', SKEWED)).toContain('CASE WHEN x < 2 THEN 0 + (x - 1) / 1 * 33 WHEN x < 10 THEN 33 + (x - 2) / 8 * 34 ELSE 67 + (x - 10) / 990 * 33 END');
		expect(stepInSql('x', ONE)).toBe('0');
	});
});
