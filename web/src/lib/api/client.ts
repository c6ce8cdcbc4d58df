import { under } from './place';
import type { Problem } from './types';

/** The server's answer that something did not work, or that it could not be reached (`code` = `network`). */
export class ApiError extends Error {
	constructor(readonly problem: Problem) {
		super(problem.detail ?? problem.title);
		this.name = 'ApiError';
	}
	get code(): string {
		return this.problem.code;
	}
}

type Scalar = string | number | boolean | null | undefined;

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface RequestOptions {
	query?: Record<string, Scalar>;
	body?: unknown;
	/** A file in the place of `body`, sent as it is. */
	file?: Blob;
	signal?: AbortSignal;
	/** Media type of the answer; JSON unless told. */
	accept?: string;
}

/** The address of a call, wherever the server lies: parameters without a value are left out. */
export function url(path: string, query: Record<string, Scalar> = {}): string {
	const search = new URLSearchParams();
	for (const [key, value] of Object.entries(query)) {
		if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
	}
	const text = search.toString();
	return under(text ? `${path}?${text}` : path);
}

/** Calls the server and gives back the raw answer. Throws `ApiError`, or `AbortError` when `signal` fired. */
export async function send(method: Method, path: string, options: RequestOptions = {}): Promise<Response> {
	const headers: Record<string, string> = { accept: options.accept ?? 'application/json' };
	let body: string | Blob | null = null;
	if (options.file !== undefined) {
		// What the browser calls it depends on what is installed beside it; the server looks into it.
		headers['content-type'] = options.file.type || 'application/octet-stream';
		body = options.file;
	} else if (options.body !== undefined) {
		headers['content-type'] = 'application/json';
		body = JSON.stringify(options.body);
	}
	let response: Response;
	try {
		response = await fetch(url(path, options.query), { method, headers, body, signal: options.signal ?? null });
	} catch (error) {
		if (isAbort(error)) throw error;
		throw new ApiError({ title: 'network', status: 0, code: 'network', detail: String(error) });
	}
	if (!response.ok) throw new ApiError(await readProblem(response));
	return response;
}

/** Calls the server for JSON. */
export async function json<T>(method: Method, path: string, options: RequestOptions = {}): Promise<T> {
	const response = await send(method, path, options);
	return (await response.json()) as T;
}

/** True for the error of a request that its caller called off. */
export function isAbort(error: unknown): boolean {
	return error instanceof DOMException && error.name === 'AbortError';
}

async function readProblem(response: Response): Promise<Problem> {
	const bare: Problem = {
		title: response.statusText || String(response.status),
		status: response.status,
		// A gateway in front of a stopped server answers 502 to 504 without a problem document.
		code: response.status >= 502 && response.status <= 504 ? 'network' : response.status >= 500 ? 'internal' : 'bad_request'
	};
	try {
		const body = (await response.json()) as Partial<Problem>;
		return typeof body.code === 'string' ? { ...bare, ...body } : bare;
	} catch {
		return bare;
	}
}
