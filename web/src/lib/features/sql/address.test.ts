import { describe, expect, it } from 'vitest';
import { dataAddress, fitsAddress, LONGEST, readShared, sameness, writeShared, type Shared } from './address';

const SHARED: Shared = { sql: 'SELECT 1', limit: 10_000, view: 'chart', question: 'near', values: { n: '10', area: '' } };
const search = (state: Record<string, string | null>) => new URLSearchParams(Object.entries(state).flatMap(([k, v]) => (v === null ? [] : [[k, v]])));

describe('the address', () => {
	it('says all that makes the page what it is', () => {
		expect(readShared(search(writeShared(SHARED)))).toEqual(SHARED);
	});

	it('is short where everything is as usual', () => {
		expect(search(writeShared({ ...SHARED, limit: 1000, view: 'table', question: null, values: {} })).toString()).toBe('sql=SELECT+1');
	});

	it('names a question that nobody has changed', () => {
		expect(readShared(search(writeShared(SHARED, false)))).toEqual({ ...SHARED, sql: null });
	});

	it('does not carry a statement that proxies would cut', () => {
		const long = `SELECT '${'é'.repeat(LONGEST / 6)}'`;
		expect(fitsAddress(long)).toBe(false);
		expect(writeShared({ ...SHARED, sql: long })).toMatchObject({ sql: null });
		expect(fitsAddress('x'.repeat(LONGEST))).toBe(true);
	});

	it('passes over what it cannot mean', () => {
		expect(readShared(new URLSearchParams('limit=7&view=globe'))).toEqual({ sql: null, limit: 1000, view: 'table', question: null, values: {} });
	});

	it('tells another statement from another language', () => {
		const own = sameness(Object.entries(writeShared(SHARED)));
		const here = new URLSearchParams(search(writeShared(SHARED)));
		here.set('lang', 'en');
		expect(sameness(here)).toBe(own);
		here.set('sql', 'SELECT 2');
		expect(sameness(here)).not.toBe(own);
	});
});

describe('the address of data', () => {
	const question = {
		name: 'near',
		params: [
			{ name: 'n', type: 'integer', default: 10, choices: [], description_id: '', description_en: '' },
			{ name: 'province', type: 'text', default: null, choices: [], description_id: '', description_en: '' }
		]
	};

	it('says what differs from the defaults', () => {
		expect(dataAddress(question, { n: '10', province: '' }, 1000)).toBe('/api/v1/queries/near?limit=1000&format=csv&bom=true');
		expect(dataAddress(question, { n: '5', province: '52.10' }, 100)).toBe('/api/v1/queries/near?n=5&province=52.10&limit=100&format=csv&bom=true');
	});

	it('is none where it would say something else', () => {
		expect(dataAddress(question, { n: '', province: '52' }, 1000)).toBeNull();
	});
});
