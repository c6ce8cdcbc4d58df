import { expect, it } from 'vitest';
import type { Equity } from '$lib/api';
import { equityCsv } from './csv';

it('the CSV of an answer holds every area, and leaves cells empty where need is not known', () => {
	const answer: Equity = {
		level: 'regency',
		need_unit: 'orang',
		seats: 2,
		before: null,
		after: null,
		items: [{ code: '52.03', name: 'Lombok Timur', need: 12000, need_year: 2023, designated: 3, selected: 2, gap_before: 4.5, gap_after: 2.5, hamilton: 6, sainte_lague: 5 }],
		without_need: [{ code: '91.01', name: 'Merauke', designated: 0, selected: 1 }],
		warnings: []
	};
	const lines = equityCsv(answer).trimEnd().split('\r\n');
	expect(lines[1]).toBe('52.03,Lombok Timur,12000,orang,2023,3,2,4.5,2.5,6,5');
	expect(lines[2]).toBe('91.01,Merauke,,orang,,0,1,,,,');
	expect(lines).toHaveLength(3);
});
