import { describe, expect, it } from 'vitest';
import { locale } from '$lib/i18n/index.svelte';
import { areaOf, codeIn, grantWords } from './grants';

describe('rights in words', () => {
	it('name the area and the last day', () => {
		expect(grantWords({ role: 'regency', area: '52.03', until: '2027-12-31' }, locale)).toBe('Kabupaten/kota 52.03, sampai 31 Desember 2027');
		expect(grantWords({ role: 'planner', area: null, until: null }, locale)).toBe('Perencana kementerian, seluruh Indonesia');
	});
	it('name their area by its code or by what was chosen', () => {
		expect(['52.03', ' 52.03 Lombok Timur', '52', '11.01.01.2001 Oesao', 'Lombok', '5203', '52.3'].map(codeIn)).toEqual(['52.03', '52.03', '52', '11.01.01.2001', null, null, null]);
	});
	it('have an area where their role needs one', () => {
		expect([areaOf('regency'), areaOf('planner'), areaOf('admin')]).toEqual(['needed', 'possible', 'none']);
	});
});
