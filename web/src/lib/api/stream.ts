import { EventSourceParserStream } from 'eventsource-parser/stream';
import { ApiError, isAbort, send, type RequestOptions } from './client';
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
export async function readAnswer<T>(bytes: ReadableStream<Uint8Array<ArrayBuffer>>, onprogress?: (progress: Progress) => void): Promise<T> {
	const events = bytes.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream()).getReader();
	try {
		for (;;) {
			const { value, done } = await next(events);
			if (done) throw broken('the stream ended without an answer');
			if (value.event === 'answer') return parse<T>(value.data);
			if (value.event === 'problem') throw new ApiError(parse<Problem>(value.data));
			if (value.event === 'progress') onprogress?.(parse<Progress>(value.data));
		}
	} finally {
		// Whoever leaves early, by an error of their own too, closes the connection.
		events.cancel().catch(() => undefined);
	}
}

async function next<E>(events: ReadableStreamDefaultReader<E>): Promise<ReadableStreamReadResult<E>> {
	try {
		return await events.read();
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
