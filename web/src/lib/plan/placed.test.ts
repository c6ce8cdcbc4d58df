import { createExpression, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import type { Indicator } from '$lib/api';
import type { PageCriterion } from './document/document';
import { placed, placedColour, placedLines, placedMissing } from './placed';
import { colourExpression, missingExpression, partialExpression, scoreOfValues, terms } from './score';

const CRITERIA: PageCriterion[] = [
	{ indicator: 'a', weight: 0.5, direction: 'benefit', goalposts: [0, 100] },
	{ indicator: 'b', weight: 0.3, direction: 'cost', goalposts: [10, 90] },
	{ indicator: 'c', weight: 0.2, direction: 'benefit', goalposts: [0, 50] }
];
const INDICATORS = new Map(['a', 'b', 'c'].map((id) => [id, { id, tile: { stops: [[0, 0], [100, 100]] } } as Indicator]));
const LIST = terms(CRITERIA, INDICATORS);
const BREAKS = [0.15, 0.3, 0.5, 0.7];
const COLOURS = ['#000000', '#202020', '#404040', '#808080', '#ffffff'];
const MISSING = '#ff0000';

function evaluate(expression: unknown, type: 'number' | 'color', properties: Record<string, number>, state: Record<string, unknown> = {}): unknown {
	const spec = { type, 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature', 'feature-state'] } } as unknown as StylePropertySpecification;
	const made = createExpression(expression, 'paint', spec);
	if (made.result !== 'success') throw new Error(made.value.map((e) => `${e.key}: ${e.message}`).join());
	return made.value.evaluate({ zoom: 5 }, { type: 'Polygon', properties } as never, state);
}

/** Areas with all, some and hardly any figures. */
const AREAS: Record<string, number>[] = [];
for (let i = 0; i <= 100; i += 3) {
	AREAS.push({ a: i, b: (i * 37) % 101, c: (i * 13) % 60 }, { a: i, b: 100 - i }, { a: i }, { b: i, c: i });
}

describe('a place on the scale', () => {
	const red = (colour: unknown) => Number(/^rgba\(([\d.]+)/.exec(String(colour))?.[1]);
	it.each([false, true])('has the colour, the hatch and the lines that tiles would have (continuous: %s)', (continuous) => {
		const inTiles = colourExpression(LIST, BREAKS, COLOURS, MISSING, continuous);
		const byPlace = placedColour(COLOURS, MISSING, continuous);
		for (const values of AREAS) {
			const place = placed({ ...scoreOfValues(values, CRITERIA), led: 'a' in values, imputed: false }, BREAKS, continuous);
			const state = { at: place.at, lines: place.lines };
			const [there, here] = [evaluate(inTiles, 'color', values), evaluate(byPlace, 'color', {}, state)];
			// A continuous scale has steps that no eye tells apart.
			if (continuous) expect(Math.abs(red(there) - red(here)), JSON.stringify(values)).toBeLessThanOrEqual(4);
			else expect(here, JSON.stringify(values)).toEqual(there);
			expect(evaluate(placedMissing([place]), 'number', {}, state)).toBe(evaluate(missingExpression(LIST), 'number', values));
			expect(evaluate(placedLines([place]), 'number', {}, state)).toBe(evaluate(partialExpression(LIST, [], 'a'), 'number', values));
		}
	});

	it('is none where nothing is known of the area, and lines mark what is imputed', () => {
		expect(evaluate(placedColour(COLOURS, MISSING, false), 'color', {})).toEqual(evaluate(['to-color', MISSING], 'color', {}));
		expect(placed({ score: null, present: 1, led: true, imputed: true }, BREAKS, false)).toEqual({ score: null, at: -1, lines: false, imputed: true });
		expect(placed({ score: 0.4, present: 0, led: false, imputed: true }, BREAKS, false)).toEqual({ score: 0.4, at: 2, lines: true, imputed: true });
	});

	it('costs no layer where every area is assessed', () => {
		const whole = placed({ score: 0.4, present: 1, led: true, imputed: false }, BREAKS, false);
		expect([placedMissing([whole]), placedLines([whole])]).toEqual([0, 0]);
	});
});
