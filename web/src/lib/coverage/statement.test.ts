import { expect, it } from 'vitest';
import { readState } from './state';
import { coverageStatement } from './statement';

it('asks for the same rows in the same order as the table', () => {
	const state = readState(new URLSearchParams('level=district&parent=52.02&sort=need&dir=asc'));
	expect(coverageStatement(state)).toBe(
		"SELECT *\nFROM coverage_by_district\nWHERE code LIKE '52.02.%'\nORDER BY need ASC NULLS LAST, code"
	);
});
