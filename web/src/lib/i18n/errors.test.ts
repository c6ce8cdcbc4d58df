import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { en, id } from './common';

const TABLE = new URL('../../../../src/http/problem/code.rs', import.meta.url);

/** The codes of the server's one table: `Variant "code" STATUS "title";`. */
const codes = existsSync(TABLE) ? [...readFileSync(TABLE, 'utf8').matchAll(/^\s+[A-Z]\w+ "([a-z_]+)" [A-Z_]+ "/gm)].map((match) => match[1] ?? '') : [];

describe('errors', () => {
	it.skipIf(codes.length === 0)('of the server are all said in both languages', () => {
		expect(codes.length).toBeGreaterThan(20);
		expect(codes.filter((code) => !id.error.codes[code])).toEqual([]);
		expect(codes.filter((code) => !en.error.codes[code])).toEqual([]);
	});
	it('are said in Indonesian where they are said in English, and the other way round', () => {
		expect(Object.keys(en.error.codes).sort()).toEqual(Object.keys(id.error.codes).sort());
	});
});
