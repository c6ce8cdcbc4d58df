import { describe, expect, it } from 'vitest';
import type { Condition } from './condition';
import { unknownOf } from './counts.svelte';
import { competes, isUnknown, standingStatement } from './standing';

const RANGE: Condition = { what: 'range', indicator: 'pmi_per_1000', low: 1, high: null };
const IN: Condition = { what: 'programme', programme: 'desmigratif', is: true };
const OWN: Condition = { what: 'sql', sql: "code IN (SELECT village_code FROM designations WHERE year = 2017)" };

describe('how a village stands to the conditions of a plan', () => {
	const at = (...holds: (boolean | null)[]) => ({ code: '52.03.01.2001', row: {}, holds });
	it('is that of a candidate only where all of them hold', () => {
		expect([at(true, true), at(), at(true, null), at(false, null)].map(competes)).toEqual([true, true, false, false]);
	});
	it('is unknown only where nothing rules it out', () => {
		expect([at(true, true), at(true, null), at(false, null), at(null)].map(isUnknown)).toEqual([false, true, false, true]);
	});
	it('is asked condition by condition, and a subquery only where the engine takes one', () => {
		const sql = standingStatement([RANGE, IN, OWN], 'village_indicators_with_imputed');
		expect(sql).toContain('(pmi_per_1000 >= 1) IS NULL) AS u0');
		expect(sql).toMatch(/AS y0, .* AS y1, .* AS y2/s);
		expect(sql).not.toMatch(/u1|u2/);
		expect(sql.match(/FROM village_indicators_with_imputed/g)).toHaveLength(5);
	});
});

it('villages that cannot be assessed are counted beside the programmes that they must be in', () => {
	expect(unknownOf([RANGE, IN])).toBe("((pmi_per_1000 >= 1)) IS NULL AND code IN (SELECT village_code FROM designations WHERE programme = 'desmigratif')");
	expect(unknownOf([IN])).toMatch(/^\(true\) IS NULL AND /);
});
