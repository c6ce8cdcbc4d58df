import { describe, expect, it } from 'vitest';
import { compareClaims, countFor, readClaim, scopeOf, type Tally } from './claims';

const tally: Tally = {
	designated: [
		{ regency_code: '32.12', year: 2016, villages: 1 },
		{ regency_code: '33.07', year: 2017, villages: 3 },
		{ regency_code: '35.07', year: null, villages: 4 }
	],
	ltsa: [{ area_code: '52.02' }, { area_code: '35.78' }],
	fixed: { n_pillar: 4 }
};
const claim = (rest: Record<string, string | number | null>) => readClaim({ id: '1', metric: 'n_desmigratif', subject: '', source: 's', ...rest });

describe('scopeOf', () => {
	it('reads ranges, single years and cumulative figures', () => {
		expect(scopeOf({ period: '2017-2019', subject: 'Total' })).toEqual({ from: 2017, to: 2019, undated: false });
		expect(scopeOf({ period: '2017', subject: 'Round' })).toEqual({ from: 2017, to: 2017, undated: false });
		expect(scopeOf({ period: '2021', subject: 'Nationwide (cumulative)' })).toEqual({ from: null, to: 2021, undated: true });
		expect(scopeOf({ period: null, subject: 'x' })).toEqual({ from: null, to: null, undated: true });
	});
});

describe('countFor', () => {
	it('counts only the years and the area that the claim speaks of', () => {
		expect(countFor(claim({ period: '2017' }), tally)).toBe(3);
		expect(countFor(claim({ period: '2021', subject: 'cumulative' }), tally)).toBe(8);
		expect(countFor(claim({ area_code: '35.07' }), tally)).toBe(4);
		expect(countFor(claim({ metric: 'n_ltsa', area_code: '52' }), tally)).toBe(1);
		expect(countFor(claim({ metric: 'n_kabupaten_kota', period: '2016-2017' }), tally)).toBe(2);
	});

	it('has no count of what no table counts, and none of a place for a figure without places', () => {
		expect(countFor(claim({ metric: 'n_unknown' }), tally)).toBeNull();
		expect(countFor(claim({ metric: 'n_pillar', area_code: '52' }), tally)).toBeNull();
	});
});

describe('compareClaims', () => {
	it('puts our count beside every published figure and keeps both when they disagree', () => {
		const rows = compareClaims(
			[
				claim({ id: 'a', period: '2021', subject: 'cumulative', as_of: '2021-02-19', value: 402 }),
				claim({ id: 'b', period: '2017-2022', as_of: '2022-08-11', value: 503 })
			],
			tally
		);
		expect(rows.map((r) => [r.id, r.counted, r.difference])).toEqual([
			['b', 3, 500],
			['a', 8, 394]
		]);
	});

	it('does not take a missing figure for zero', () => {
		expect(compareClaims([claim({ value: null })], tally)[0]?.difference).toBeNull();
	});
});
