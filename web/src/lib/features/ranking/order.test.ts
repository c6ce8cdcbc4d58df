import { describe, expect, it } from 'vitest';
import { columnsOf, rowOf, type RankedVillage } from '$lib/api';
import { arrange, type Filter, type Sort } from './order';

const village = (id: string, name: string, regency_name: string, rank: number, value: number | null, best = rank, worst = rank): RankedVillage => ({
	id,
	name,
	kind: 'desa',
	regency_name,
	province_name: regency_name === 'Lebak' ? 'Banten' : 'NTB',
	rank,
	rank_best: best,
	rank_worst: worst,
	score: 1 / rank,
	weight_present: value === null ? 0.5 : 1,
	parts: { idm: value === null ? null : 0.25 },
	raw: { idm: value }
});
const items = [
	village('52.03.01.2001', 'Sukamaju', 'Lombok Timur', 1, 0.5),
	village('36.02.01.2001', 'Ésa', 'Lebak', 2, null, 1, 4),
	village('52.03.01.2002', 'Anyar', 'Lombok Timur', 3, 0.9, 2, 3),
	village('36.02.01.2002', 'Sukamaju', 'Lebak', 4, 0.1)
];
const columns = columnsOf({ plan_hash: 'x', criteria: [{ indicator: 'idm', weight: 1, direction: 'benefit', goalposts: [0, 1] }], items });
const all: Filter = { text: '', without: null, incomplete: false };
const order = (sort: Sort, filter: Partial<Filter> = {}) =>
	[...arrange(columns, sort, { ...all, ...filter }, new Intl.Collator('id').compare)].map((i) => columns.rank[i]);

describe('a ranking in columns', () => {
	it('gives back the rows that it was made of', () => {
		expect(items.map((_, i) => rowOf(columns, i))).toEqual(items);
		expect(columns.places.length).toBe(2);
	});
	it('keeps what is not known apart from zero: names of a table of one\'s own, intervals that a method does not have', () => {
		const bare: RankedVillage = { ...village('A', '', '', 1, null), name: null, kind: null, regency_name: null, province_name: null, rank_best: null, rank_worst: null, weight_present: 0 };
		expect(rowOf(columnsOf({ plan_hash: 'x', criteria: [{ indicator: 'idm', weight: 1, direction: 'benefit', goalposts: null }], items: [bare] }), 0)).toEqual(bare);
	});
	it('is of some villages only where the reader wants those alone', () => {
		const only = new Map([['36.02.01.2001', 1], ['52.03.01.2002', 1]]);
		expect(order({ key: 'rank', descending: false }, { only })).toEqual([2, 3]);
		expect(order({ key: 'rank', descending: true }, { only, text: 'lebak' })).toEqual([2]);
		expect(order({ key: 'rank', descending: false }, { only: new Map() })).toEqual([]);
	});
	it('is ordered by rank, width of interval, name, regency and value, with ties by rank and missing values last', () => {
		expect(order({ key: 'rank', descending: true })).toEqual([4, 3, 2, 1]);
		expect(order({ key: 'interval', descending: true })).toEqual([2, 3, 1, 4]);
		expect(order({ key: 'name', descending: false })).toEqual([3, 2, 1, 4]);
		expect(order({ key: 'regency', descending: false })).toEqual([2, 4, 1, 3]);
		expect(order({ key: 'idm', descending: false })).toEqual([4, 1, 3, 2]);
		expect(order({ key: 'idm', descending: true })).toEqual([3, 1, 4, 2]);
	});
	it('is filtered by words, by the basket and by completeness', () => {
		const rank: Sort = { key: 'rank', descending: false };
		expect(order(rank, { text: 'suka LEBAK' })).toEqual([4]);
		expect(order(rank, { text: '52.03' })).toEqual([1, 3]);
		expect(order(rank, { without: new Set(['52.03.01.2001']) })).toEqual([2, 3, 4]);
		expect(order(rank, { incomplete: true })).toEqual([2]);
	});
});
