import { describe, expect, it } from 'vitest';
import type { Document } from './document';
import { hasPlan, linkOf, readLink } from './link';

const base: Document = {
	round: '2027',
	where: "kind <> 'kelurahan'",
	criteria: [{ indicator: 'idm', weight: 1, goalposts: [0.4, 0.9], direction: 'cost' }],
	settings: { method: 'wsm', missing: 'interval' },
	constraints: { count: 150, per_regency: { max: 2 }, cost: 'cost_idr', spacing_km: 5, spacing_to_designated: true, time_limit_s: 30 },
	decisions: [],
	basket: []
};
const changed: Document = {
	round: 'Gelombang I, 2028',
	where: '',
	criteria: [
		{ indicator: 'idm', weight: 0.6, goalposts: [0.4, 0.9], direction: 'cost' },
		{ indicator: 'pmi', weight: 0.4, goalposts: [0, 6], direction: 'benefit' }
	],
	settings: { method: 'topsis', parameters: { beta: 0.5 } },
	constraints: {
		count: 20,
		per_regency: { max: 3, '52.03': { min: 1, max: 4 } },
		per_province: { '52': { min: 5 } },
		budget: { APBN: 5e10, 'Bank, A:B~C': 1e9 },
		cost: 350e6,
		spacing_km: 2.5,
		spacing_to_designated: false,
		objective: 'mclp',
		time_limit_s: 30
	},
	decisions: [
		{ id: '52.03.01.2001', kind: 'pin', reason: 'SK 12 ~ 5203012002, “ya”' },
		{ id: '11.01.01.2001', kind: 'pin', reason: '' },
		{ id: '94.01.01.2001', kind: 'exclude', reason: 'Sudah didampingi' }
	],
	basket: ['11.01.01.2001', '52.03.01.2001']
};
const parametersOf = (document: Document) => {
	const found = Object.entries(linkOf(document, base)).filter((entry): entry is [string, string] => entry[1] !== null);
	return new URLSearchParams(new URLSearchParams(found).toString());
};

describe('the plan in the address', () => {
	it('comes back as it went', () => {
		expect(readLink(parametersOf(changed), base)).toEqual({ document: changed, refused: [] });
		const bare = { ...changed, constraints: { spacing_to_designated: true, time_limit_s: 30 }, decisions: [], basket: [], round: '' };
		expect(readLink(parametersOf(bare), base).document).toEqual(bare);
	});
	it('says nothing where it is the first plan', () => {
		expect(parametersOf(base).toString()).toBe('');
		expect(hasPlan(parametersOf(base))).toBe(false);
		expect(hasPlan(parametersOf(changed))).toBe(true);
	});
	it('is short: 150 villages in less than 1,100 letters', () => {
		const basket = Array.from({ length: 150 }, (_, i) => `${11 + Math.floor(i / 2)}.${10 + (i % 7)}.0${1 + (i % 9)}.20${10 + (i % 80)}`).sort();
		const text = parametersOf({ ...base, basket });
		expect(text.toString().length).toBeLessThan(1100);
		expect(readLink(text, base).document.basket).toEqual(basket);
	});
	it('names the parts that it cannot read and keeps the others', () => {
		const params = parametersOf(changed);
		params.set('limits', 'n:150,zz:9');
		params.set('basket', 'a.b');
		params.set('how', '[1]');
		const { document, refused } = readLink(params, base);
		expect(refused).toEqual(['how', 'limits', 'basket']);
		expect(document).toEqual({ ...changed, settings: base.settings, constraints: base.constraints, basket: [] });
	});
	it('of another version is not guessed at', () => {
		const params = parametersOf(changed);
		params.set('v', '99');
		expect(readLink(params, base)).toEqual({ document: base, refused: ['version'] });
	});
	it('of the time before versions still reads', () => {
		const { document, refused } = readLink(new URLSearchParams('w=idm:1:0.3:0.8:cost'), base);
		expect(refused).toEqual([]);
		expect(document.criteria[0]?.goalposts).toEqual([0.3, 0.8]);
	});
});

describe('limits that are no limits', () => {
	it.each(['n:0', 'n:1.5', 'km:-1', 'r:5', 'r:a-b', '52:x', 'far:1', '', 'n', 'n:1:2', 'b.APBN:-3', '52.03.01:1-'])('%s is refused', (text) => {
		const params = new URLSearchParams({ limits: text || 'x' });
		expect(readLink(params, base).refused).toEqual(['limits']);
	});
});
