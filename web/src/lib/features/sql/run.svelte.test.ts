import { describe, expect, it } from 'vitest';
import { ApiError } from '$lib/api';
import { asksForPlan, positionOf, request, type Outcome } from './run.svelte';

const failed = (explained: boolean, position: { line: number; column: number } | null): Outcome => ({
	run: 1,
	sql: 'SELECT cod\nFROM regencies',
	within: 'SELECT cod\nFROM regencies',
	begins: { line: 1, column: 1 },
	params: {},
	limit: 100,
	explained,
	answer: null,
	arriving: false,
	error: new ApiError({ title: 'A column is not known', status: 400, code: 'unknown_column', ...(position && { position }) }),
	cancelled: false
});

describe('a statement whose plan is asked for', () => {
	it('is sent with a line before it, and its mistakes stand where they were written', () => {
		expect(request(failed(true, null)).sql).toBe('EXPLAIN ANALYZE\nSELECT cod\nFROM regencies');
		expect(positionOf(failed(true, { line: 2, column: 8 }))).toEqual({ line: 1, column: 8 });
		expect(positionOf(failed(false, { line: 2, column: 6 }))).toEqual({ line: 2, column: 6 });
	});

	it('may ask for it by itself', () => {
		expect(['EXPLAIN SELECT 1', ' -- note\n/* more */ explain analyze select 1'].map(asksForPlan)).toEqual([true, true]);
		expect(['SELECT 1', "-- explain\nSELECT 'explain'", 'explained'].map(asksForPlan)).toEqual([false, false, false]);
	});
});

it('that is a part of what was written has its mistakes where they stand there', () => {
	const part = { ...failed(false, { line: 1, column: 8 }), begins: { line: 3, column: 5 } };
	expect(positionOf(part)).toEqual({ line: 3, column: 12 });
	expect(positionOf({ ...failed(true, { line: 3, column: 6 }), begins: { line: 3, column: 5 } })).toEqual({ line: 4, column: 6 });
});

it('leaves empty parameters out of a request', () => {
	expect(request(failed(false, null))).toEqual({ sql: 'SELECT cod\nFROM regencies', limit: 100 });
	expect(request({ ...failed(false, null), params: { n: 5 } })).toMatchObject({ params: { n: 5 } });
	expect(positionOf(failed(false, null))).toBeNull();
	expect(positionOf(null)).toBeNull();
});
