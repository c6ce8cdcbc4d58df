import { describe, expect, it } from 'vitest';
import type { Sensitivity } from '$lib/api';
import { hasSets, intervalOf, sharesOf, withoutSets } from './basis';
import { villagesOf } from './villages';

const top_k = { '52.03.01.2001': 1, '52.03.01.2002': 0.4, '52.03.01.2003': 0 };
type Sets = NonNullable<Sensitivity['selection']>;
const sets = (change: Partial<Sets>): Sets => ({
	status: 'optimal',
	selected: ['52.03.01.2003'],
	objective: 1,
	draws: 300,
	proven: 300,
	not_proven: 0,
	not_tried: 0,
	sampling_error: 0.056,
	sets: 2,
	loss_mean: 0.001,
	loss_most: 0.01,
	contested: 1,
	items: [
		{ id: '52.03.01.2003', name: 'C', regency_name: null, rank: 900, score: 0.5, selected: true, share: 0.97, contested: false },
		{ id: '52.03.01.2002', name: 'B', regency_name: null, rank: 2, score: 0.7, selected: false, share: 0.03, contested: false }
	],
	not_listed: 0,
	stability: {},
	leave_one_out: {},
	...change
});

describe('what other weights are tried on', () => {
	it('is the set within the limits of the plan, whatever the ranking says', () => {
		const answer = { top_k, selection: sets({}) };
		expect(hasSets(answer)).toBe(true);
		// First of the ranking, and in no set; far down, and in nearly all of them.
		expect(sharesOf(answer, 'sets')).toEqual({ '52.03.01.2001': 0, '52.03.01.2002': 0.03, '52.03.01.2003': 0.97 });
		expect(sharesOf(answer, 'ranking')).toBe(top_k);
	});
	it('is the ranking where no set was looked for or found, and the reader is told why', () => {
		expect([null, sets({ proven: 0 }), sets({ status: 'infeasible', proven: 0, items: [] }), sets({})].map((selection) => [hasSets({ selection }), withoutSets({ selection })])).toEqual([
			[false, 'other'],
			[false, 'late'],
			[false, 'infeasible'],
			[true, null]
		]);
	});
	it('says within what interval a sampled share lies, never beyond all and nothing', () => {
		const answer = { selection: sets({}) };
		expect(intervalOf(0.5, answer, 'sets')?.map((one) => Number(one.toFixed(3)))).toEqual([0.444, 0.556]);
		expect(intervalOf(0.97, answer, 'sets')?.[1]).toBe(1);
		expect(intervalOf(0.03, answer, 'sets')?.[0]).toBe(0);
		expect(intervalOf(0.5, answer, 'ranking')).toBeNull();
		expect(intervalOf(0.5, { selection: sets({ sampling_error: null }) }, 'sets')).toBeNull();
	});
});

it('lists what is contested first', () => {
	const row = (code: string) => ({ code, name: code, regency: '', known: true, lon: null, lat: null });
	const all = villagesOf(['a', 'b', 'c', 'd'].map(row), { a: 1, b: 0.3, c: 0.05, d: 0.6 }, new Map(), new Set());
	expect(all.map((one) => one.code)).toEqual(['d', 'b', 'a', 'c']);
});

it('lists a village of the plan\'s own set even where no weighting chooses it', () => {
	const row = (code: string) => ({ code, name: code, regency: '', known: true, lon: null, lat: null });
	const all = villagesOf([row('a'), row('b')], { b: 0.95 }, new Map([['a', 1]]), new Set(['a']));
	expect(all.map((one) => [one.code, one.verdict, one.selected, one.rank])).toEqual([['b', 'sure', false, null], ['a', 'out', true, 1]]);
});
