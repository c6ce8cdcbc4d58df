import { ApiError, isAbort, send, type RequestOptions } from './client';
import { EventParser } from './events';
import type { Schema } from './refine';
import type { Problem } from './types';

/** How far a calculation is, at most four times a second. */
export type Progress = Schema['Progress'];

export interface StreamOptions {
	/** Calls the calculation off: the server stops when the connection closes. */
	signal?: AbortSignal;
	onprogress?: (progress: Progress) => void;
}

/**
 * Asks for a calculation that may take long and hears how far it is. Resolves with the answer; throws
 * `ApiError` for the server's problem or a broken connection and `AbortError` when `signal` fired.
 * A server that answers plain JSON is understood too, without progress.
 */
export async function stream<T>(method: 'GET' | 'POST', path: string, { onprogress, ...options }: StreamOptions & Pick<RequestOptions, 'body' | 'query'> = {}): Promise<T> {
	const response = await send(method, path, { ...options, accept: 'text/event-stream' });
	const type = response.headers.get('content-type') ?? '';
	if (!type.startsWith('text/event-stream') || !response.body) return (await response.json()) as T;
	return readAnswer<T>(response.body, onprogress);
}

/** Reads progress, then the one answer, from the bytes of a response. */
export async function readAnswer<T>(bytes: ReadableStream<Uint8Array>, onprogress?: (progress: Progress) => void): Promise<T> {
	const reader = bytes.getReader();
	const decoder = new TextDecoder();
	const parser = new EventParser();
	try {
		for (;;) {
			const { value, done } = await next(reader);
			for (const { event, data } of parser.push(decoder.decode(value, { stream: !done }))) {
				if (event === 'answer') return parse<T>(data);
				if (event === 'problem') throw new ApiError(parse<Problem>(data));
				if (event === 'progress') onprogress?.(parse<Progress>(data));
			}
			if (done) throw broken('the stream ended without an answer');
		}
	} finally {
		// Whoever leaves early, by an error of their own too, closes the connection.
		reader.cancel().catch(() => undefined);
	}
}

async function next(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<{ value?: Uint8Array | undefined; done: boolean }> {
	try {
		return await reader.read();
	} catch (error) {
		if (isAbort(error)) throw error;
		throw broken(String(error));
	}
}

function parse<T>(data: string): T {
	try {
		return JSON.parse(data) as T;
	} catch {
		throw broken('the stream carried an event that is not JSON');
	}
}

const broken = (detail: string) => new ApiError({ title: 'network', status: 0, code: 'network', detail });
