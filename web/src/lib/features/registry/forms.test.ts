import { describe, expect, it } from 'vitest';
import { en, id } from '$lib/i18n/registry';
import { begin, FIELDS, rowOf, tablesFor } from './forms';

describe('forms', () => {
	it('begin with the area of the page where it is the one that is meant', () => {
		expect(begin('designations', { code: '52.03.01.2001', level: 'village' })['village_code']).toBe('52.03.01.2001');
		expect(begin('designations', { code: '52.03', level: 'regency' })['village_code']).toBe('');
		expect(begin('ltsa_offices', { code: '52.03', level: 'regency' })['area_code']).toBe('52.03');
	});
	it('leave out what is blank and send numbers as numbers', () => {
		const row = rowOf('corrections', { area_code: '52.03', indicator: 'poverty_pct', year: '2024', value: ' 7,5 ', reason: 'x', source: ' ' });
		expect(row).toEqual({ area_code: '52.03', indicator: 'poverty_pct', year: 2024, value: 7.5, reason: 'x' });
		expect(rowOf('pillar_status', { pillar_no: '2', village_code: '52.03.01.2001' })).toEqual({ pillar_no: 2, village_code: '52.03.01.2001' });
		// What is no number is the server's to refuse, by its field.
		expect(rowOf('corrections', { value: 'tujuh' })).toEqual({ value: 'tujuh' });
	});
	it('have words for everything in both languages', () => {
		for (const [table, fields] of Object.entries(FIELDS)) {
			for (const t of [id, en] as const) {
				expect((t.tables as Record<string, string>)[table], table).toBeTruthy();
				for (const field of fields) {
					expect((t.fields as Record<string, string>)[field.name], field.name).toBeTruthy();
					const words = Array.isArray(field.choices) ? (field.choices as string[]) : [];
					for (const word of words) expect((t.values as Record<string, string>)[word], word).toBeTruthy();
				}
			}
		}
		for (const level of ['province', 'regency', 'district', 'village'] as const) {
			for (const table of tablesFor(level)) expect(FIELDS[table], table).toBeTruthy();
		}
	});
});
