import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from './client';
import { readAnswer, stream, type Progress } from './stream';

const bytesOf = (...pieces: Uint8Array<ArrayBuffer>[]) =>
	new ReadableStream<Uint8Array<ArrayBuffer>>({
		start(controller) {
			for (const piece of pieces) controller.enqueue(piece);
			controller.close();
		}
	});
const textOf = (text: string) => new TextEncoder().encode(text);

describe('a calculation with progress', () => {
	afterEach(() => vi.unstubAllGlobals());

	it('reports progress, then gives the answer, also where a letter is cut in two', async () => {
		const all = textOf('event: progress\ndata: {"stage":"search","gap":0.5,"elapsed_s":1}\n\nevent: answer\ndata: {"name":"Désa"}\n\n');
		const cut = all.indexOf(0xc3) + 1;
		const seen: Progress[] = [];
		const answer = await readAnswer<{ name: string }>(bytesOf(all.slice(0, cut), all.slice(cut)), (progress) => seen.push(progress));
		expect(answer.name).toBe('Désa');
		expect(seen).toEqual([{ stage: 'search', gap: 0.5, elapsed_s: 1 }]);
	});
	it('is read the same whatever ends its lines, wherever its pieces are cut, past comments and names of others', async () => {
		const text = ': hello\nevent: progress\ndata: {"stage":"search","elapsed_s":1}\n\ndata: {"a":0}\nid: 7\n\nevent: none\n\nevent: answer\ndata: {"a":\ndata:1}\n\n';
		for (const end of ['\n', '\r\n', '\r']) {
			// A carriage return may be half of a line's end: only what follows it says that it stands alone.
			const all = textOf(`\uFEFF${text.replaceAll('\n', end)}${end === '\r' ? ':\n' : ''}`);
			for (let cut = 0; cut <= all.length; cut += 1) {
				const seen: number[] = [];
				expect(await readAnswer(bytesOf(all.slice(0, cut), all.slice(cut)), (progress) => seen.push(progress.elapsed_s))).toEqual({ a: 1 });
				expect(seen).toEqual([1]);
			}
		}
	});
	it('throws the problem that the server sends', async () => {
		const bytes = bytesOf(textOf('event: problem\ndata: {"title":"t","status":400,"code":"invalid_plan"}\n\n'));
		await expect(readAnswer(bytes)).rejects.toMatchObject({ problem: { code: 'invalid_plan', status: 400 } });
	});
	it('does not take an end without an answer, or an event that is no JSON, for an answer', async () => {
		// The last one has its answer, but not the empty line that ends it.
		for (const text of ['', 'event: progress\ndata: {"stage":"search","elapsed_s":1}\n\n', 'event: answer\ndata: {\n\n', 'event: answer\ndata: 1\n']) {
			await expect(readAnswer(bytesOf(textOf(text)))).rejects.toBeInstanceOf(ApiError);
		}
	});
	it('understands a server that answers plain JSON, and asks for a stream', async () => {
		const fetched = vi.fn(async (..._: Parameters<typeof fetch>) => new Response('{"a":1}', { headers: { 'content-type': 'application/json' } }));
		vi.stubGlobal('fetch', fetched);
		expect(await stream('POST', '/x', { body: { b: 2 } })).toEqual({ a: 1 });
		const init = fetched.mock.calls[0]?.[1];
		expect(new Headers(init?.headers).get('accept')).toBe('text/event-stream');
		expect(init?.body).toBe('{"b":2}');
	});
	it('closes the connection when it is called off', async () => {
		const caller = new AbortController();
		const cancelled = vi.fn();
		vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
			const bytes = new ReadableStream<Uint8Array>({
				start: (controller) => init.signal?.addEventListener('abort', () => controller.error(init.signal?.reason)),
				cancel: cancelled
			});
			return new Response(bytes, { headers: { 'content-type': 'text/event-stream' } });
		});
		const answer = stream('POST', '/x', { body: {}, signal: caller.signal });
		setTimeout(() => caller.abort(), 5);
		await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
	});
});
