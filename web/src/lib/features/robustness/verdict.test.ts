import { createExpression, type StylePropertySpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { ground } from '$lib/map/palette';
import { byVerdict, verdictOf, verdictPaint } from './verdict';

const topK = { '52.03.01.2001': 1, '52.03.01.2002': 0.9, '52.03.01.2003': 0.5, '52.03.01.2004': 0.1, '52.03.01.2005': 0 };

describe('verdicts', () => {
	it('include both limits: 0.9 is in, 0.1 is out', () => {
		expect([1, 0.9, 0.8999, 0.1001, 0.1, 0].map((share) => verdictOf(share))).toEqual(['sure', 'sure', 'contested', 'contested', 'out', 'out']);
		expect(byVerdict(topK)).toEqual({ sure: ['52.03.01.2001', '52.03.01.2002'], contested: ['52.03.01.2003'], unknown: [] });
	});
	it('say nothing of a village whose leading criterion is not known, however often it is in', () => {
		const unknown = new Set(['52.03.01.2001', '52.03.01.2003', '52.03.01.2005']);
		expect([1, 0.5, 0.1].map((share) => verdictOf(share, false))).toEqual(['unknown', 'unknown', 'out']);
		expect(byVerdict(topK, unknown)).toEqual({ sure: ['52.03.01.2002'], contested: [], unknown: ['52.03.01.2001', '52.03.01.2003'] });
		const paint = verdictPaint(topK, ground(false), { villages: unknown, lead: 'pmi' });
		expect(JSON.stringify([paint.colour, paint.partial])).not.toContain('5203012001');
		const spec = { type: 'number', 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } } as unknown as StylePropertySpecification;
		const hatch = createExpression(paint.missing, 'paint', spec);
		if (hatch.result === 'error') throw new Error(hatch.value.map((one) => one.message).join());
		const at = (properties: object) => hatch.value.evaluate({ zoom: 9 } as never, { type: 3, id: 5203012001, properties } as never) as number;
		expect([at({}), at({ pmi: 0 })]).toEqual([1, 0]);
	});
	it('colour villages by the digits of their code and leave coarser areas quiet', () => {
		const colours = ground(false);
		const spec = { type: 'color', 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } } as unknown as StylePropertySpecification;
		const compiled = createExpression(verdictPaint(topK, colours).colour, 'paint', spec);
		if (compiled.result === 'error') throw new Error(compiled.value.map((one) => one.message).join());
		const same = (id: number, colour: string) => {
			const found = compiled.value.evaluate({ zoom: 9 } as never, { type: 3, id, properties: {} } as never) as { toString(): string };
			const wanted = [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16)).join(',');
			expect(found.toString()).toBe(`rgba(${wanted},1)`);
		};
		same(5203012001, colours.sure);
		same(5203012003, colours.contested);
		same(5203012004, colours.out);
		same(5203, colours.out);
	});
	it('need no branch where nobody is in', () => {
		expect(verdictPaint({ '52.03.01.2005': 0 }, ground(true))).toEqual({ colour: ground(true).out, missing: 0, partial: 0 });
	});
});
