import { describe, expect, it } from 'vitest';
import type { CoverageRow } from '$lib/api';
import { childLevel, decimalsOf, isPartial, parentLevel, sortRows } from './rows';

const row = (code: string, gap: number | null, name = code): CoverageRow => ({
	code,
	name,
	level: 'regency',
	parent: '52',
	villages: 1,
	designated: 0,
	need: gap === null ? null : 1,
	need_year: null,
	need_from_year: null,
	need_unit: 'orang',
	per_1000: null,
	expected: null,
	gap,
	rank: null,
	reached_need: null,
	reached_pct: null,
	reached_by: null,
	villages_with_pillars: 0,
	active_pillars: null,
	pillars: null,
	over: { designated: [], gap: null, reached_pct: null },
	ltsa: 0,
	status: 'modelled',
	parts: null,
	parts_with_need: null,
	need_source: null,
	need_beside: []
});

describe('sortRows', () => {
	const rows = [row('52.03', 2), row('52.01', null), row('52.02', -4), row('52.04', 2)];

	it('keeps unknown values last in both directions', () => {
		expect(sortRows(rows, 'gap', false).map((r) => r.code)).toEqual(['52.02', '52.03', '52.04', '52.01']);
		expect(sortRows(rows, 'gap', true).map((r) => r.code)).toEqual(['52.03', '52.04', '52.02', '52.01']);
	});

	it('breaks ties of equal names by code, as names are unique nowhere', () => {
		const same = [row('53.02', 1, 'Oesao'), row('53.01', 1, 'Oesao')];
		expect(sortRows(same, 'name', false).map((r) => r.code)).toEqual(['53.01', '53.02']);
	});
});

it('walks the administrative tree', () => {
	expect([parentLevel('district'), parentLevel('province')]).toEqual(['regency', null]);
	expect([childLevel('province'), childLevel('district')]).toEqual(['regency', null]);
});

describe('decimalsOf', () => {
	it('gives small shares the digits that tell them from zero', () => {
		expect(decimalsOf('gap', [row('52', 0.04), row('53', null)])).toBe(3);
		expect(decimalsOf('gap', [row('52', -4)])).toBe(2);
		expect(decimalsOf('expected', [row('52', 40)])).toBe(1);
		expect(decimalsOf('villages', [row('52', 0.04)])).toBe(0);
	});
});

it('calls a need partial where some parts have no figure, and never where it is the area\'s own', () => {
	expect(isPartial({ ...row('52', 1), parts: 10, parts_with_need: 3 })).toBe(true);
	expect(isPartial({ ...row('52', 1), parts: 10, parts_with_need: 10 })).toBe(false);
	expect(isPartial(row('52.01', 1))).toBe(false);
});
