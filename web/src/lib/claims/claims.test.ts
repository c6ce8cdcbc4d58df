import { describe, expect, it } from 'vitest';
import { inOrder, readClaim } from './claims';

const claim = (rest: Record<string, string | number | null>) => readClaim({ id: '1', metric: 'n_desmigratif', subject: '', source: 's', ...rest });

describe('readClaim', () => {
	it('puts our count beside the published figure and keeps both when they disagree', () => {
		const read = claim({ claimed: 402, registered: 8, since: null, until: 2021 });
		expect([read.value, read.counted, read.difference, read.since, read.until]).toEqual([402, 8, 394, null, 2021]);
		expect(claim({ claimed: 4, registered: 4 }).difference).toBe(0);
	});

	it('does not take what is missing for zero', () => {
		expect(claim({ claimed: null, registered: 3 }).difference).toBeNull();
		expect(claim({ claimed: 45, registered: null }).difference).toBeNull();
		expect(claim({ note: '' }).note).toBeNull();
	});
});

describe('inOrder', () => {
	it('sorts by metric and area, newest first', () => {
		const rows = [claim({ id: 'a', as_of: '2021-02-19' }), claim({ id: 'b', as_of: '2022-08-11' }), claim({ id: 'c', area_code: '52' }), claim({ id: 'd', metric: 'n_aaa' })];
		expect(inOrder(rows).map((row) => row.id)).toEqual(['d', 'b', 'a', 'c']);
	});
});
