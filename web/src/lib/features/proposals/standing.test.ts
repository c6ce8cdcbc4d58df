import { describe, expect, it } from 'vitest';
import type { ExplainedValue, Proposal, RecordLine } from '$lib/api';
import { found, levers, nextKind, statusOf } from './standing';

const record = (row: Record<string, string>) => ({ row }) as unknown as RecordLine;
const bare = { record: null, takes_part_in: [], selection: null, inside: null, eligibility: 'met' } as const satisfies Pick<Proposal, 'record' | 'takes_part_in' | 'selection' | 'inside' | 'eligibility'>;
const chosen = (is: boolean) => ({ chosen: is, because: [], reason: null, rank: 1, score: 0.5 });

describe('how far a proposal has come', () => {
	it('is said by the furthest thing that is known', () => {
		expect(statusOf(bare)).toBe('met');
		expect(statusOf({ ...bare, eligibility: 'unknown' })).toBe('unknown');
		expect(statusOf({ ...bare, eligibility: 'not_met', inside: null })).toBe('not_met');
		expect([true, false].map((inside) => statusOf({ ...bare, inside }))).toEqual(['inside', 'outside']);
		expect([true, false].map((is) => statusOf({ ...bare, inside: !is, selection: chosen(is) }))).toEqual(['chosen', 'passed']);
	});
	it('is a designation only in the programme for which it was proposed', () => {
		const one = { ...bare, takes_part_in: ['lain'], inside: true };
		expect(statusOf({ ...one, record: record({ programme: 'desmigratif' }) })).toBe('inside');
		expect(statusOf({ ...one, record: record({ programme: 'lain' }) })).toBe('designated');
		expect(statusOf(one)).toBe('designated');
	});
});

describe('what would change it', () => {
	const value = (indicator: string, weight: number, needed: number | null, unit = '%') => ({ indicator, weight, needed, unit }) as ExplainedValue;
	const values = [value('a', 0.2, 12), value('b', 0.5, 7), value('c', 0.2, null), value('luas', 0.1, 3, 'km²')];
	const item = {} as Proposal['item'];
	it('are values that alone suffice and can change, the heaviest first', () => {
		expect(levers({ item, inside: false, distance: -0.1, values })?.map((one) => [one.indicator, one.needed])).toEqual([['b', 7], ['a', 12]]);
		expect(levers({ item, inside: false, distance: -0.1, values: values.slice(2) })).toEqual([]);
	});
	it('is no question inside the cut-off, without one, and of a village that does not compete', () => {
		for (const one of [{ item, inside: true, distance: 0.1 }, { item, inside: null, distance: null }, { item: null, inside: null, distance: null }]) expect(levers({ ...one, values })).toBeNull();
	});
});

describe('the form', () => {
	it('finds villages by every word of a name or by code, those first that begin with it', () => {
		const villages = [{ code: '52.03.01.2001', name: 'Kota Raja' }, { code: '52.03.01.2002', name: 'Raja Kecil' }, { code: '52.03.02.2001', name: 'Suralaga' }];
		const names = (text: string, most = 8) => found(villages, text, most).map((one) => one.name);
		expect(names('raja')).toEqual(['Raja Kecil', 'Kota Raja']);
		expect(names('KOTA ra')).toEqual(['Kota Raja']);
		expect(names('52.03.01', 1)).toEqual(['Kota Raja']);
		expect([names(' '), names('xyz')]).toEqual([[], []]);
	});
	it('answers a question, and otherwise asks', () => {
		expect(nextKind([])).toBe('question');
		expect(nextKind([record({ kind: 'question' })])).toBe('answer');
		expect(nextKind([record({ kind: 'question' }), record({ kind: 'answer' })])).toBe('question');
	});
});
