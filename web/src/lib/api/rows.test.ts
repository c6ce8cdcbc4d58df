import { describe, expect, it } from 'vitest';
import { ApiError } from './client';
import { readRows } from './rows';

const TRAILER = '\n],"row_count":3,"truncated":true,"elapsed_ms":5.0,"dataset_version":"9f"}\n';
const ANSWER = `{"columns":[{"name":"a","type":"bigint"},{"name":"items","type":"text"}],"items":[
{"a":1,"items":"x\\n],\\"row_count\\":9,\\n"},
{"a":2,"items":null},
{"a":3,"items":"é"}${TRAILER}`;

/** The text in pieces of so many bytes, as a network may cut it. */
function pieces(text: string, size: number): ReadableStream<Uint8Array<ArrayBuffer>> {
	const bytes = new TextEncoder().encode(text);
	return new ReadableStream({
		start(controller) {
			for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
			controller.close();
		}
	});
}

describe('rows that arrive', () => {
	it.each([1, 7, 64, 10_000])('are the rows of the whole answer, in pieces of %i bytes', async (size) => {
		const seen: unknown[] = [];
		const answer = await readRows(pieces(ANSWER, size), (columns, rows) => {
			expect(columns.map((column) => column.name)).toEqual(['a', 'items']);
			seen.push(...rows);
		});
		expect(answer).toEqual(JSON.parse(ANSWER));
		expect(seen).toEqual(answer.items);
	});

	it('are told before the answer has ended', async () => {
		let send: (text: string) => void = () => undefined;
		const bytes = new ReadableStream<Uint8Array<ArrayBuffer>>({ start: (c) => void (send = (text) => c.enqueue(new TextEncoder().encode(text))) });
		const first = new Promise<number>((resolve) => void readRows(bytes, (_, rows) => resolve(rows.length)).catch(() => undefined));
		send('{"columns":[],"items":[\n{"a":1},\n{"a"');
		expect(await first).toBe(1);
	});

	it('may be none', async () => {
		const none = `{"columns":[{"name":"a","type":"text"}],"items":[\n],"row_count":0,"truncated":false,"elapsed_ms":1.0,"dataset_version":"9f"}\n`;
		expect(await readRows(pieces(none, 5))).toEqual(JSON.parse(none));
	});

	it('are read as a whole in another form', async () => {
		const other = JSON.stringify(JSON.parse(ANSWER), null, 1);
		expect(await readRows(pieces(other, 50))).toEqual(JSON.parse(ANSWER));
	});

	it.each([ANSWER.length - TRAILER.length, ANSWER.length - 9, 60])('are no answer when they break off after %i characters', async (length) => {
		const broken = readRows(pieces(ANSWER.slice(0, length), 16));
		await expect(broken).rejects.toThrow(ApiError);
		await expect(broken).rejects.toMatchObject({ code: 'answer_broken_off' });
	});
});
