import { describe, expect, it } from 'vitest';
import type { Fact } from './facts.svelte';
import { tally, type Member } from './tally';

const member = (code: string, lon: number, lat: number, cost: number | null = 100, more: Partial<Member> = {}): Member => {
	const fact: Fact = { code, name: code, regency: '', province: '', lon, lat, designated: false, values: { cost, designated_distance_km: 50 } };
	return { code, fact, present: 1, ...more };
};
const three = [member('52.01.01.2001', 116, -8.5), member('52.01.01.2002', 116.02, -8.5), member('53.01.01.2001', 120, -9)];

describe('a basket', () => {
	it('is counted by area and money without the server', () => {
		const found = tally(three, { count: 3, per_regency: { max: 2 }, per_province: { '11': { min: 1 } }, cost: 'cost', budget: { APBN: 1000 } }, [], []);
		expect(found).toMatchObject({ chosen: 3, wanted: 3, cost: 300, withoutCost: 0 });
		expect(found.purses).toEqual([{ source: 'APBN', available: 1000, used: 300 }]);
		expect(found.provinces.map((one) => [one.code, one.chosen, one.min])).toEqual([['11', 0, 1], ['52', 2, null], ['53', 1, null]]);
		expect(found.regencies.map((one) => [one.code, one.chosen, one.max])).toEqual([['52.01', 2, 2], ['53.01', 1, 2]]);
		expect(found.breaches).toEqual([{ what: 'area_fewer', area: '11', chosen: 0, limit: 1 }]);
	});
	it('says every limit that it breaks', () => {
		const decisions = [
			{ id: '52.01.01.2001', kind: 'exclude' as const, reason: '' },
			{ id: '99.01.01.2001', kind: 'pin' as const, reason: '' }
		];
		const near = member('53.01.01.2001', 120, -9, null, { present: 0.5 });
		const limits = { count: 2, per_regency: { max: 1 }, cost: 'cost', budget: { APBN: 150 }, spacing_km: 5 };
		const pairs = [{ first: '52.01.01.2001', second: '52.01.01.2002', km: 2.2 }];
		const found = tally([three[0], three[1], near].flatMap((one) => one ?? []), limits, decisions, pairs).breaches;
		expect(found.map((one) => one.what)).toEqual(['more', 'area_more', 'budget', 'spacing', 'incomplete', 'no_cost', 'excluded', 'unpinned']);
		const spacing = found.find((one) => one.what === 'spacing');
		expect(spacing).toEqual({ what: 'spacing', ...pairs[0] });
	});
	it('that is still being filled has not broken what it can still reach', () => {
		const limits = { per_province: { '11': { min: 2 } } };
		expect(tally(three, { ...limits, count: 5 }, [], []).breaches).toEqual([]);
		expect(tally(three, { ...limits, count: 4 }, [], []).breaches).toHaveLength(1);
		expect(tally(three, limits, [], []).breaches).toHaveLength(1);
	});
	it('minds designated villages only where the plan does', () => {
		const limits = { spacing_km: 60 };
		const one = [member('53.01.01.2001', 120, -9)];
		expect(tally(one, limits, [], []).breaches).toEqual([{ what: 'near_designated', village: '53.01.01.2001' }]);
		expect(tally(one, { ...limits, spacing_to_designated: false }, [], []).breaches).toEqual([]);
	});
	it('without a spacing has nobody too near', () => {
		expect(tally(three, {}, [], [{ first: '52.01.01.2001', second: '52.01.01.2002', km: 2.2 }]).breaches).toEqual([]);
	});
	it('pays each village from one source: as the optimiser said, the others from the fullest purse', () => {
		const members = [member('52.01.01.2001', 1, 1, 60, { funding: 'CSR' }), member('52.01.01.2002', 2, 2, 50), member('52.01.01.2003', 3, 3, 30)];
		const { purses, breaches } = tally(members, { cost: 'cost', budget: { APBN: 70, CSR: 100 } }, [], []);
		expect(purses).toEqual([{ source: 'APBN', available: 70, used: 50 }, { source: 'CSR', available: 100, used: 90 }]);
		expect(breaches).toEqual([]);
	});
});
