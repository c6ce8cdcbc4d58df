import { describe, expect, it } from 'vitest';
import { argumentOf, callAt } from './call';
import type { FunctionInfo } from './completion';

const functions: FunctionInfo[] = ['ST_DWithin', 'ST_Point', 'round', 'count'].map((name) => ({ name, signature: `${name}(a, b)`, description: '' }));
/** Name and argument of the call around the bar. */
function call(marked: string) {
	const found = callAt(marked.replace('|', ''), marked.indexOf('|'), functions);
	return found && [found.functions[0]?.name, found.argument];
}

describe('the call around the cursor', () => {
	it('is the innermost one, whatever its case', () => {
		expect(call('SELECT st_dwithin(|')).toEqual(['ST_DWithin', 0]);
		expect(call('SELECT ST_DWithin(ST_Point(a, |b), c)')).toEqual(['ST_Point', 1]);
		expect(call('SELECT ST_DWithin(ST_Point(a, b), c, | )')).toEqual(['ST_DWithin', 2]);
	});

	it('is found through parentheses that are no call', () => {
		expect(call('SELECT round((a + |b) * 2, 1)')).toEqual(['round', 0]);
	});

	it('ends with its parenthesis', () => {
		expect(call('SELECT round(a, 1)|')).toBeNull();
		expect(call('SELECT |round(a, 1)')).toBeNull();
	});

	it('is not seen in texts, comments and subqueries', () => {
		expect(call("SELECT round('x, (|")).toBeNull();
		expect(call("SELECT round('x, (', |2)")).toEqual(['round', 1]);
		expect(call('SELECT round(a -- b, |\n, 1)')).toBeNull();
		expect(call('SELECT round((SELECT |max(x) FROM t), 1)')).toBeNull();
		expect(call('SELECT unknown(|a)')).toBeNull();
	});

	it('knows where its name begins', () => {
		expect(callAt('SELECT round(a', 14, functions)?.from).toBe(7);
	});
});

describe('an argument of a signature', () => {
	it('is cut out, optional ones without their brackets', () => {
		const area = 'ST_Area(geom geometry [, use_spheroid boolean]) -> double';
		expect(argumentOf(area, 0)).toEqual(['ST_Area(', 'geom geometry', ' [, use_spheroid boolean]) -> double']);
		expect(argumentOf(area, 1)).toEqual(['ST_Area(geom geometry [, ', 'use_spheroid boolean', ']) -> double']);
	});

	it('is none where there are not so many', () => {
		expect(argumentOf('abs(numeric_expression)', 3)).toEqual(['abs(numeric_expression)', '', '']);
		expect(argumentOf('now()', 0)).toEqual(['now()', '', '']);
		expect(argumentOf('pi', 0)).toEqual(['pi', '', '']);
	});
});
