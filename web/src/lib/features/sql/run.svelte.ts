import { api, ApiError, isAbort, type Cell, type SqlAnswer } from '$lib/api';

/** What became of a statement that was run. */
export interface Outcome {
	/** The statement as it ran. */
	sql: string;
	params: Record<string, Cell>;
	limit: number;
	answer: SqlAnswer | null;
	error: unknown;
	cancelled: boolean;
}

/** Runs one statement at a time; running another, or `cancel`, calls off the one before it. */
export class Runner {
	running = $state(false);
	/** Seconds since the start of the present run. */
	seconds = $state(0);
	outcome = $state.raw<Outcome | null>(null);
	#abort: AbortController | null = null;

	/** Runs a statement to its end. The outcome is `null` when a newer run took its place. */
	async run(sql: string, params: Record<string, Cell>, limit: number): Promise<Outcome | null> {
		this.#abort?.abort();
		const abort = new AbortController();
		this.#abort = abort;
		this.running = true;
		this.seconds = 0;
		// What an older statement failed with says nothing of this one; rows stay until there are others.
		if (!this.outcome?.answer) this.outcome = null;
		const begun = performance.now();
		const clock = setInterval(() => (this.seconds = (performance.now() - begun) / 1000), 100);
		const outcome: Outcome = { sql, params, limit, answer: null, error: null, cancelled: false };
		try {
			const body = { sql, limit, ...(Object.keys(params).length ? { params } : {}) };
			outcome.answer = await api.sql(body, { signal: abort.signal });
		} catch (error) {
			if (isAbort(error)) outcome.cancelled = true;
			else outcome.error = error;
		} finally {
			clearInterval(clock);
		}
		if (this.#abort !== abort) return null;
		this.#abort = null;
		this.running = false;
		this.outcome = outcome;
		return outcome;
	}

	cancel() {
		this.#abort?.abort();
	}
}

/** Where in the statement the server found a mistake. */
export function positionOf(error: unknown): { line: number; column: number } | null {
	return error instanceof ApiError ? (error.problem.position ?? null) : null;
}

/** Formats that a result can be taken away in. */
export const FORMATS = [
	{ name: 'CSV', accept: 'text/csv', extension: 'csv' },
	{ name: 'JSON', accept: 'application/json', extension: 'json' },
	{ name: 'Arrow', accept: 'application/vnd.apache.arrow.stream', extension: 'arrows' },
	{ name: 'Parquet', accept: 'application/vnd.apache.parquet', extension: 'parquet' },
	{ name: 'GeoJSON', accept: 'application/geo+json', extension: 'geojson' }
] as const;

/** One of them. */
export type Format = (typeof FORMATS)[number];

/** The rows of a finished run once more, as a file made by the server. */
export function resultFile(outcome: Outcome, format: Format, signal: AbortSignal): Promise<Blob> {
	const { sql, params, limit } = outcome;
	const body = { sql, limit, ...(Object.keys(params).length ? { params } : {}) };
	return api.sqlFile(body, format.accept, { signal });
}
