import { afterEach, describe, expect, it } from 'vitest';
import { settings } from '$lib/state/settings.svelte';
import type { Condition } from './condition';
import { conditionOf } from './counts.svelte';
import { conditionWords, keptOutWords } from './words';

const NAMES: Record<string, string> = { '52': 'Nusa Tenggara Barat', '18': 'Lampung' };
const names = (code: string) => NAMES[code] ?? code;
const KIND: Condition = { what: 'kind', kinds: ['desa', 'desa_adat'] };
const RANGE: Condition = { what: 'range', indicator: 'pmi_per_1000', low: 1, high: null };

afterEach(() => (settings.lang = 'id'));

describe('a condition in words', () => {
	it('is a sentence in both languages, without a sign of SQL', () => {
		const all: Condition[] = [KIND, RANGE, { what: 'designated', is: false }, { what: 'area', codes: ['18', '52'], inside: false }, { what: 'known', indicator: 'ike', known: false }];
		expect(all.map((one) => conditionWords(one, names))).toEqual([
			'berjenis desa atau desa adat',
			'pmi_per_1000 paling sedikit 1',
			'belum ditetapkan dalam program mana pun',
			'di luar Lampung atau Nusa Tenggara Barat',
			'ike tidak diketahui'
		]);
		settings.lang = 'en';
		expect(all.map((one) => conditionWords(one, names)).join(' ')).not.toMatch(/[<>='_]{2}|NOT|NULL|belum|luar/);
	});
	it('keeps the decimals of a limit that somebody typed', () => {
		expect(conditionWords({ what: 'range', indicator: 'ike', low: 0.125, high: 0.5 }, names)).toBe('ike 0,125 sampai 0,5');
	});
	it('says what a village has, and that an unknown value is no zero', () => {
		expect(keptOutWords(KIND, { kind: 'kelurahan' }, names)).toBe('Yang dicari: berjenis desa atau desa adat. Desa ini berjenis kelurahan.');
		expect(keptOutWords(RANGE, { pmi_per_1000: 0.4 }, names)).toContain('Di sini 0,4.');
		expect(keptOutWords(RANGE, { pmi_per_1000: 0 }, names)).toContain('Di sini 0.');
		expect(keptOutWords(RANGE, { pmi_per_1000: null }, names)).toContain('tidak dapat dinilai');
	});
});

it('lines are counted together with the lines above them', () => {
	const or: Condition = { what: 'sql', sql: 'ike >= 1 OR true' };
	expect([0, 1, 3].map((n) => conditionOf([KIND, or, RANGE], n))).toEqual([
		'true',
		"(kind <> 'kelurahan')",
		"(kind <> 'kelurahan') AND ((\nike >= 1 OR true\n)) AND (pmi_per_1000 >= 1)"
	]);
});
