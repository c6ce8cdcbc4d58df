import { expect, it } from 'vitest';
import { readState } from './state';
import { compareStatement, coverageStatement } from './statement';

it('asks for the same rows in the same order as the table', () => {
	const state = readState(new URLSearchParams('level=district&parent=52.02&sort=need&dir=asc'));
	expect(coverageStatement(state)).toBe(
		"SELECT *\nFROM coverage_by_district\nWHERE code LIKE '52.02.%'\nORDER BY need ASC NULLS LAST, code"
	);
});

it('has nothing to ask for a time that no table holds', () => {
	for (const query of ['year=2019', 'years=3']) expect(coverageStatement(readState(new URLSearchParams(query))), query).toBeNull();
});

it('asks each level for its own areas', () => {
	const sql = compareStatement(['52.02', '52', '52.03']);
	expect(sql).toContain("FROM coverage_by_province\nWHERE code IN ('52')");
	expect(sql).toContain("FROM coverage_by_regency\nWHERE code IN ('52.02', '52.03')");
	expect(sql.match(/UNION ALL/g)).toHaveLength(1);
});
