import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { url } from './client';
import { baseOf, inner, under } from './place';

describe('the place of the application', () => {
	it('is read from the address of a script', () => {
		expect(baseOf('https://desa.example/desmigratif/_app/immutable/chunks/a.js')).toBe('/desmigratif');
		expect(baseOf('http://127.0.0.1:8080/a/b/_app/immutable/workers/ranked.worker-x.js')).toBe('/a/b');
		expect(baseOf('http://127.0.0.1:8080/_app/immutable/entry/start.js')).toBe('');
		expect(baseOf('http://localhost:5173/src/lib/api/place.ts')).toBe('');
		expect(baseOf('file:///srv/_app/place.ts')).toBe('');
	});
	it('stands before addresses and is taken off them', () => {
		expect(inner('/desmigratif/sql', '/desmigratif')).toBe('/sql');
		expect(inner('/desmigratif/', '/desmigratif')).toBe('/');
		expect(inner('/desmigratif', '/desmigratif')).toBe('/');
		expect(inner('/desmigratifs/sql', '/desmigratif')).toBe('/desmigratifs/sql');
		expect(inner('/sql', '')).toBe('/sql');
		expect(inner('/', '')).toBe('/');
		expect(under('/sql')).toBe('/sql');
		expect(url('/api/v1/areas', { q: 'a b', level: null })).toBe('/api/v1/areas?q=a+b');
	});
});

/** Addresses that are written as if the application lay at the root of its host, with their lines. */
function rooted(text: string): string[] {
	const patterns = [
		// In markup: href="/sql", src={'/a.svg'}, and in objects: href: '/sql'.
		/\b(?:href|src|action|formaction|poster)\s*[=:]\s*\{?\s*["'`]\/.*/g,
		// href={one ? '/a' : '/b'}
		/\b(?:href|src|action)=\{[^}]*[?:]\s*["'`]\/.*/g,
		/\b(?:goto|pushState|replaceState|preloadData|addressOf|fetch|open|location\.assign|location\.replace)\(\s*["'`]\/.*/g,
		// Parts of an address of the browser's own, compared or put together.
		/\blocation\.(?:href|pathname)\s*(?:[!=]=+|\.startsWith\(|=)\s*["'`]\/?.*/g,
		/\bpathname\s*(?:[!=]=+|\.startsWith\()\s*["'`]\/.*/g,
		/\borigin\}?\s*(?:\+\s*["'`])?\/.*/g
	];
	return patterns.flatMap((pattern) => text.match(pattern) ?? []);
}

describe('no address is written as if the application lay at the root of its host', () => {
	it('where such an address is one, it is found', () => {
		for (const planted of [
			`<a href="/sql">`,
			`<a href="/skenario/{one.id}">`,
			`<a href={'/sql'}>`,
			'<a href={`/skenario/${id}`}>',
			`<Button href={open ? '/a' : '/b'}>`,
			`<img src="/favicon.svg" />`,
			`const places = [{ href: '/', label }];`,
			`void goto('/sql');`,
			'goto(`/skenario/${id}`)',
			`addressOf('/sql', { sql })`,
			`location.assign('/masuk')`,
			`location.href = '/masuk'`,
			`if (page.url.pathname === '/masuk') {`,
			`page.url.pathname.startsWith('/wilayah/')`,
			'<code>{location.origin}/{invited.page}</code>',
			`const style = location.origin + '/styles/plan.json';`
		])
			expect(rooted(planted), planted).not.toEqual([]);
		for (const fine of [`<a href={under('/sql')}>`, `<a href="#isi">`, `<a href={place.href}>`, `goto(under('/'))`, `addressOf(under('/sql'), { sql })`, '`${page.url.origin}${page.url.pathname}`', `text.replace('/', '')`, `inner(page.url.pathname).startsWith('/wilayah/')`])
			expect(rooted(fine), fine).toEqual([]);
	});
	it('and there is none', () => {
		const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.(svelte|ts)$/.test(file) && !/\.(test|d)\.ts$/.test(file));
		expect(files.length).toBeGreaterThan(200);
		const found = files.flatMap((file) => rooted(readFileSync(path.join('src', file), 'utf8')).map((line) => `${file}: ${line}`));
		expect(found).toEqual([]);
	});
});
