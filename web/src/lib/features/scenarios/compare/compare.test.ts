import { describe, expect, it } from 'vitest';
import type { ComparedVillage, Comparison } from '$lib/api';
import { compareCsv, groupOf, lookOf, readSort, sortVillages } from './compare';

const village = (code: string, selected_in: string[], ranks: Record<string, number | null>): ComparedVillage => ({
	code,
	name: `Desa ${code}`,
	regency_name: null,
	selected_in,
	ranks,
	rank_shift: null
});
const ids = ['x', 'y', 'z'];
const items = [village('1', ['x', 'y', 'z'], { x: 2, y: 1, z: 9 }), village('2', ['y'], { x: null, y: 3, z: 1 }), village('3', ['x', 'z'], { x: 1, y: 7, z: 2 })];
const order = (a: string, b: string) => a.localeCompare(b);

describe('a comparison', () => {
	it('groups villages by where they are selected', () => {
		expect(items.map((item) => groupOf(item, ids))).toEqual(['all', 1, 'some']);
	});

	it('draws every group differently, in colour and in letters', () => {
		const looks = (['all', 'some', 0, 1, 2, 3, 4, 5] as const).map((group) => lookOf(group, false));
		expect(new Set(looks.map((look) => look.colour)).size).toBe(8);
		expect(new Set(looks.map((look) => look.letter)).size).toBe(8);
	});

	it('sorts by ranks, with villages that do not compete last both ways', () => {
		const by = (descending: boolean) => sortVillages(items, ids, { column: 'rank:0', descending }, order).map((item) => item.code);
		expect(by(false)).toEqual(['3', '1', '2']);
		expect(by(true)).toEqual(['1', '3', '2']);
	});

	it('reads the order from the address and nothing that is not there', () => {
		expect(readSort('-rank:1', 3)).toEqual({ column: 'rank:1', descending: true });
		expect(readSort('rank:3', 3)).toBeNull();
		expect(readSort('drop table', 3)).toBeNull();
		expect(readSort(null, 3)).toBeNull();
	});

	it('becomes a file with the names of the scenarios', () => {
		const scenarios = ids.map((id) => ({ id, name: `Nama ${id}` }));
		const lines = compareCsv({ scenarios } as Comparison, items).split('\r\n');
		expect(lines[0]).toBe('code,name,regency_name,selected_in,selected A: Nama x,selected B: Nama y,selected C: Nama z,rank A: Nama x,rank B: Nama y,rank C: Nama z,rank_shift');
		expect(lines[2]).toBe('2,Desa 2,,B,0,1,0,,3,1,');
	});
});
