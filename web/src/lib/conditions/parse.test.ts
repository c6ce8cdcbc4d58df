import { describe, expect, it } from 'vitest';
import { neededBy, type Condition } from './condition';
import { join, parse } from './parse';

const INDICATORS = new Set(['pmi_per_1000', 'ike', 'poverty_pct']);
const read = (where: string) => parse(where, (id) => INDICATORS.has(id));

const EVERY: Condition[] = [
	{ what: 'kind', kinds: ['desa', 'desa_adat'] },
	{ what: 'designated', is: false },
	{ what: 'programme', programme: 'desmigratif', is: true },
	{ what: 'programme', programme: "desa 'emas'", is: false },
	{ what: 'area', codes: ['52', '18'], inside: true },
	{ what: 'area', codes: ['35', '33.01', '12.01.02'], inside: false },
	{ what: 'range', indicator: 'pmi_per_1000', low: 1, high: null },
	{ what: 'range', indicator: 'poverty_pct', low: 5.5, high: 25 },
	{ what: 'range', indicator: 'ike', low: null, high: -0.25 },
	{ what: 'known', indicator: 'ike', known: true },
	{ what: 'known', indicator: 'poverty_pct', known: false },
	{ what: 'drawn', ring: [[115.2, -8.9], [116.8, -8.9], [116, -8.1]] },
	{ what: 'sql', sql: "name LIKE 'Su%'" }
];

describe('a condition of a plan', () => {
	it('is read as the lines of a form, and written as it was', () => {
		const where = "kind <> 'kelurahan' AND NOT designated AND pmi_per_1000 >= 1";
		expect(read(where)).toEqual([EVERY[0], EVERY[1], EVERY[6]]);
		expect(join(read(where))).toBe(where);
	});
	it('of every kind survives being written and read, alone and together', () => {
		for (const one of EVERY) expect(read(join([one])), one.what).toEqual([one]);
		expect(read(join(EVERY))).toEqual(EVERY);
	});
	it('is understood however it is spelt', () => {
		expect(read(`KIND = 'desa' and "pmi_per_1000">=1 AND pmi_per_1000 <= 4`)).toEqual([
			{ what: 'kind', kinds: ['desa'] },
			{ what: 'range', indicator: 'pmi_per_1000', low: 1, high: 4 }
		]);
		expect(read('designated = false AND ike BETWEEN 0.4 AND 0.9')).toEqual([EVERY[1], { what: 'range', indicator: 'ike', low: 0.4, high: 0.9 }]);
		expect(read("kind IN ('desa', 'kelurahan', 'desa_adat')")).toEqual([{ what: 'kind', kinds: ['desa', 'desa_adat', 'kelurahan'] }]);
	});
	it('that the form has no fields for stays SQL, word for word', () => {
		for (const sql of ['pmi_per_1000 > 1', 'population >= 5', "province_code = '52.03'", "code IN (SELECT village_code FROM designations WHERE year = 2017 AND programme = 'x')", "code IN (SELECT village_code FROM designations WHERE Programme = 'x' OR true)", "code = 'x'", "kind = 'hutan'", 'abs(ike) >= 1'])
			expect(read(sql), sql).toEqual([{ what: 'sql', sql }]);
	});
	it('is never torn apart where its parts do not stand beside each other', () => {
		for (const sql of ["kind = 'desa' OR ike >= 1 AND NOT designated", "kind = 'desa' -- AND ike >= 1", "name = 'Su''ka AND maju", 'CASE WHEN designated AND ike >= 1 THEN true ELSE false END', ') OR (ike >= 1 AND ike >= 2'])
			expect(read(sql), sql).toEqual([{ what: 'sql', sql }]);
		expect(join([EVERY[1] as Condition, { what: 'sql', sql: "kind = 'desa' OR ike >= 1" }])).toBe("NOT designated AND (\nkind = 'desa' OR ike >= 1\n)");
	});
	it('names what a village has to be known for', () => {
		expect(neededBy(EVERY)).toEqual(['pmi_per_1000', 'poverty_pct', 'ike']);
	});
});
