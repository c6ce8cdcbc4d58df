import { createExpression, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { Indicator } from '$lib/api';
import { indicatorPaint, isDrawn, valueOf, type Drawn } from './indicator';
import { readSubject, writeSubject } from './subject';
import { statementOf, valuesOf } from './values';

const IDM = { id: 'idm', tile: { stops: [[0, 0.35], [100, 0.95]] } } as Indicator as Drawn;

describe('what the map is coloured by', () => {
	it('stands in the address and comes back from it', () => {
		for (const subject of [{ what: 'score' }, { what: 'indicator', id: 'pmi_per_1000' }, { what: 'scenario', id: '01J9' }] as const) expect(readSubject(writeSubject(subject))).toEqual(subject);
		for (const text of [null, '', 'skenario:', 'no such thing', '"']) expect(readSubject(text), String(text)).toBeNull();
	});
});

describe('an indicator on the map', () => {
	const colours = ['#000000', '#808080', '#ffffff'];
	const evaluate = (expression: unknown, type: 'number' | 'color', properties: Record<string, unknown>) => {
		const spec = { type, 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } } as unknown as StylePropertySpecification;
		const made = createExpression(expression, 'paint', spec);
		if (made.result !== 'success') throw new Error(made.value.map((one) => one.message).join());
		return String(made.value.evaluate({ zoom: 5 }, { type: 'Polygon', properties } as never));
	};
	const at = (expression: unknown, properties: Record<string, unknown>) => evaluate(expression, 'color', properties);
	const hatch = (expression: unknown, properties: Record<string, unknown>) => evaluate(expression, 'number', properties);
	const paint = indicatorPaint(IDM, [0.5, 0.8], colours, '#123456', false);

	it('has the colour of the class that its value has reached', () => {
		const [low, , high] = [0, 50, 100].map((step) => at(paint.colour, { idm: step }));
		expect(low).toBe(at('#000000', {}));
		expect(high).toBe(at('#ffffff', {}));
		// 0.35 + 25 · 0.006 = 0.5 belongs to the class above the edge.
		expect(at(paint.colour, { idm: 25 })).toBe(at('#808080', {}));
		expect(valueOf({ idm: 25 }, IDM)).toBeCloseTo(0.5, 12);
	});
	it('is hatched where it has no value, and zero is a value', () => {
		expect([hatch(paint.missing, {}), hatch(paint.missing, { idm: 0 })]).toEqual(['1', '0']);
		expect(at(paint.colour, {})).toBe(at('#123456', {}));
		expect(valueOf({}, IDM)).toBeNull();
		expect(valueOf({ idm: 0 }, IDM)).toBeCloseTo(0.35, 12);
	});
	it('runs between the middles of its classes where the scale is continuous', () => {
		const ramp = indicatorPaint(IDM, [0.5, 0.8], colours, '#123456', true);
		expect(at(ramp.colour, { idm: 0 })).not.toBe(at(ramp.colour, { idm: 20 }));
	});
	it('of which no village has a value is none', () => {
		expect(isDrawn({ id: 'cost_idr', tile: null } as Indicator)).toBe(false);
		expect(isDrawn(undefined)).toBe(false);
	});
});

describe('the values that classes are made of', () => {
	it('are the steps of the tiles for villages, each as often as it occurs, and means above them', () => {
		expect(valuesOf('village', [{ x: 2, n: 2 }, { x: 0, n: 1 }], IDM)).toEqual([0.35, 0.362, 0.362].map((value) => expect.closeTo(value, 12)));
		expect(valuesOf('district', [{ x: 0.7 }, { x: null }, { x: 0.4 }], IDM)).toEqual([0.4, 0.7]);
		// The tiles end at 0.35 and 0.95: an edge beyond them would divide nothing.
		expect(valuesOf('regency', [{ x: 0.1 }, { x: 0.99 }], IDM)).toEqual([0.35, 0.95].map((value) => expect.closeTo(value, 12)));
		expect(statementOf('district', IDM)).toContain('GROUP BY district_code');
		expect(statementOf('village', IDM)).toContain('count(*)');
	});
});
