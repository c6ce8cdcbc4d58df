import { describe, expect, it } from 'vitest';
import type { RankedVillage } from '$lib/api';
import { compareRankings } from './shift';

const ranked = (ids: string) => [...ids].map((id, i) => ({ id, name: id.toUpperCase(), regency_name: 'R', rank: i + 1 }) as RankedVillage);

describe('two rankings beside each other', () => {
	const found = compareRankings(ranked('abcd'), ranked('cadx'), 2, 4);
	const of = (id: string) => found.rows.find((row) => row.id === id);

	it('list whoever is among the first of either', () => {
		expect(found.rows.map((row) => row.id).sort()).toEqual(['a', 'b', 'c']);
	});
	it('say who crosses the cut-off and by how many places', () => {
		expect(of('a')).toMatchObject({ official: 1, other: 2, gain: -1, crossing: null });
		expect(of('c')).toMatchObject({ official: 3, other: 1, gain: 2, crossing: 'enters' });
		expect(of('b')).toMatchObject({ official: 2, other: null, gain: null, crossing: 'leaves' });
	});
	it('count a village beyond what was read as just beyond it', () => {
		expect(found).toMatchObject({ same: 1, beyond: 1, mean: (1 + 3) / 2 });
	});
	it('of a ranking with itself moves nobody', () => {
		expect(compareRankings(ranked('abcd'), ranked('abcd'), 3, 4)).toMatchObject({ same: 3, mean: 0, beyond: 0 });
	});
});
