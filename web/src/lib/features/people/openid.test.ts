import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { entry, REASONS, reasonOf, within } from './openid';

const SOURCES = ['src/openid/error.rs', 'src/http/routes/openid.rs'].map((file) => new URL(`../../../../../${file}`, import.meta.url));

describe('signing in with a provider', () => {
	it('comes back to the page that was wanted', () => {
		expect(entry('/skenario?a=b&c')).toBe('/api/v1/session/openid?ke=%2Fskenario%3Fa%3Db%26c');
		expect(entry('/akun', true)).toBe('/api/v1/session/openid?ke=%2Fakun&proof=true');
	});

	it('goes to pages of this application only', () => {
		const of = (wanted: string | null) => within(wanted, 'https://desa.example.go.id');
		expect(of('/wilayah/52.03?x=é#peta')).toBe('/wilayah/52.03?x=%C3%A9#peta');
		for (const evil of [null, '', 'skenario', '//evil.example', '/\\evil.example', '/\t/evil.example', '/.//evil.example', 'https://evil.example', 'javascript:alert(1)', '/masuk?ke=/', '/api/v1/session/openid'])
			expect(of(evil)).toBe('/');
	});

	it.skipIf(!SOURCES.every((source) => existsSync(source)))('has a text for every reason that the server gives', () => {
		const texts = SOURCES.map((source) => readFileSync(source, 'utf8'));
		const named = texts.flatMap((text) => [...text.matchAll(/(?:Self::\w+(?:\(_\))? => |(?:Refusal|Self)::new\(\s*)"([a-z]+)"/g)].map((match) => match[1] ?? ''));
		expect(named.length).toBeGreaterThanOrEqual(13);
		expect(named.filter((name) => reasonOf(name) !== name)).toEqual([]);
		expect(REASONS.filter((reason) => reason !== 'unknown' && !named.includes(reason))).toEqual([]);
		expect([reasonOf('<b>'), reasonOf(null)]).toEqual(['unknown', null]);
	});
});
