import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** Which module imports which: paths from `src`, types and dynamic imports among them. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const SRC = path.resolve('src');
/** The longest a file may be, so that each keeps one purpose. */
const LONGEST = 400;

/** All of them but this one, whose planted imports lead nowhere. */
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
	.filter((file) => /\.(svelte|ts)$/.test(file) && !file.endsWith('.d.ts') && path.join(SRC, file) !== import.meta.filename)
	.map((file) => ({ file: file.split(path.sep).join('/'), text: readFileSync(path.join(SRC, file), 'utf8') }));

/** What a source imports, as it is written there. */
function importsOf(file: string, text: string): string[] {
	if (file.endsWith('.ts')) return ts.preProcessFile(text).importedFiles.map((one) => one.fileName);
	const found: string[] = [];
	const visit = (node: unknown): void => {
		if (typeof node !== 'object' || node === null) return;
		const { source } = node as { source?: { value?: unknown } | null };
		if ('type' in node && /^(Import|Export)/.test(String(node.type)) && typeof source?.value === 'string') found.push(source.value);
		for (const child of Object.values(node)) visit(child);
	};
	visit(parse(text, { modern: true }));
	return found;
}

/** The file of ours that an import means; `null` for packages, generated types and files that are no modules. */
function resolve(from: string, written: string, known: ReadonlySet<string>): string | null {
	const bare = written.replace(/\?.*$/, '');
	const target = bare.startsWith('$lib') ? `lib${bare.slice(4)}` : bare.startsWith('.') ? path.posix.join(path.posix.dirname(from), bare) : null;
	if (target === null) return null;
	const found = [target, `${target}.ts`, `${target}/index.ts`].find((one) => known.has(one));
	if (!found && !/schema$|\.(css|json)$/.test(target)) throw new Error(`${from} imports ${written}, which is no module of ours`);
	return found ?? null;
}

function graphOf(all: readonly { file: string; text: string }[]): Graph {
	const known = new Set(all.map((one) => one.file));
	return new Map(all.map(({ file, text }) => [file, new Set(importsOf(file, text).flatMap((one) => resolve(file, one, known) ?? []))]));
}

/** The first circle that a walk meets, from a module back to itself; `null` when there is none. */
function circle(graph: Graph): string[] | null {
	const done = new Set<string>();
	const walk = (at: string, way: string[]): string[] | null => {
		if (way.includes(at)) return [...way.slice(way.indexOf(at)), at];
		if (done.has(at)) return null;
		for (const next of graph.get(at) ?? []) {
			const found = walk(next, [...way, at]);
			if (found) return found;
		}
		done.add(at);
		return null;
	};
	for (const start of graph.keys()) {
		const found = walk(start, []);
		if (found) return found;
	}
	return null;
}

/** The room of a module: `state`, `features/sql`; `null` outside of `lib` and for this test. */
function roomOf(file: string): string | null {
	return /^lib\/(features\/[^/]+|[^/]+)\//.exec(file)?.[1] ?? null;
}

/** Rooms and the rooms that their modules import. */
function roomsOf(graph: Graph): Graph {
	const rooms = new Map<string, Set<string>>();
	for (const [file, imported] of graph) {
		const room = roomOf(file);
		if (room === null) continue;
		const uses = rooms.get(room) ?? new Set();
		for (const one of imported) if (roomOf(one) !== room) uses.add(roomOf(one) ?? one);
		rooms.set(room, uses);
	}
	return rooms;
}

/** The table of README.md: rooms and the rooms that they may use. */
function allowed(readme: string): Graph {
	const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map((one) => one[1] ?? '');
	return new Map(
		readme.split('\n').flatMap((line): [string, Set<string>][] => {
			const [, room, , uses] = line.split('|');
			const name = names(room ?? '')[0];
			return name ? [[name, new Set(names(uses ?? ''))]] : [];
		})
	);
}

const graph = graphOf(sources);
const rooms = roomsOf(graph);
const table = allowed(readFileSync(path.join(SRC, 'lib/README.md'), 'utf8'));

describe('the modules of the application', () => {
	it('are all seen, with what they import in scripts, markup and types', () => {
		expect(graph.size).toBeGreaterThan(200);
		const planted = graphOf([
			{ file: 'lib/a/One.svelte', text: `<script lang="ts" module>export type { X } from '$lib/a/types';</script><script lang="ts">import Two from './Two.svelte';</script>{#await import('../b/three') then three}<Two {three} />{/await}` },
			{ file: 'lib/a/Two.svelte', text: '<p>two</p>' },
			{ file: 'lib/a/types.ts', text: `import type { Three } from '$lib/b/three'; export type X = Three | import('./other').Y;` },
			{ file: 'lib/a/other.ts', text: 'export type Y = 1;' },
			{ file: 'lib/b/three.ts', text: '// import One from "../a/One.svelte"' }
		]);
		expect([...(planted.get('lib/a/One.svelte') ?? [])].sort()).toEqual(['lib/a/Two.svelte', 'lib/a/types.ts', 'lib/b/three.ts']);
		expect([...(planted.get('lib/a/types.ts') ?? [])].sort()).toEqual(['lib/a/other.ts', 'lib/b/three.ts']);
		expect(planted.get('lib/b/three.ts')?.size).toBe(0);
	});
	it('import each other without a circle', () => {
		expect(circle(new Map([['a', new Set(['b'])], ['b', new Set(['c', 'a'])], ['c', new Set()]]))).toEqual(['a', 'b', 'a']);
		expect(circle(graph)).toBeNull();
	});
	it('stand in rooms that use each other without a circle', () => {
		expect(circle(rooms)).toBeNull();
	});
	it('use the rooms that the table of README.md names, and no others', () => {
		const plain = (of: Graph) => Object.fromEntries([...of].map(([room, uses]) => [room, [...uses].sort()]).sort());
		expect(plain(rooms)).toEqual(plain(table));
	});
	it('leave features to pages and keep them apart from each other', () => {
		const features = [...rooms].filter(([, uses]) => [...uses].some((one) => one.startsWith('features/') || one.startsWith('routes/')));
		expect(features).toEqual([]);
	});
	it(`have at most ${LONGEST} lines each`, () => {
		expect(sources.filter((one) => one.text.split('\n').length > LONGEST).map((one) => one.file)).toEqual([]);
	});
});
