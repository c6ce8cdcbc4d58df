import { api, ApiError, isAbort, type Cell, type SqlAnswer } from '$lib/api';

/** A line and a column, both from 1. */
interface Position {
	line: number;
	column: number;
}

/** What became of a statement that was run. */
export interface Outcome {
	/** Tells one run from another. */
	run: number;
	/** The statement as it was written. */
	sql: string;
	/** What stood in the editor: the statement, or more of which a part was run. */
	within: string;
	/** Where in it the statement begins. */
	begins: Position;
	params: Record<string, Cell>;
	limit: number;
	/** The plan was asked for, with its times, and not the rows. */
	explained: boolean;
	/** The rows that are here: all of them once the statement has ended. */
	answer: SqlAnswer | null;
	/** The statement has neither ended nor been called off: more rows may come. */
	arriving: boolean;
	error: unknown;
	cancelled: boolean;
}

/** A statement to run. */
export type Asked = Pick<Outcome, 'sql' | 'params' | 'limit'> & Partial<Pick<Outcome, 'explained' | 'within'>> & { begins?: Position | undefined };

/** Shown rows are renewed this often, in milliseconds: smooth for a reader, and cheap. Quicker answers come as a whole. */
const RENEWED = 200;

/** What stands before a statement whose plan is asked for; a line of its own, so that the columns of mistakes stay. */
const EXPLAIN = 'EXPLAIN ANALYZE\n';

/** True for a statement that asks for a plan by itself. */
export function asksForPlan(sql: string): boolean {
	return /^(\s|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)*explain\b/i.test(sql);
}

/** Runs one statement at a time; running another, or `cancel`, calls off the one before it. */
export class Runner {
	running = $state(false);
	/** Seconds since the start of the present run. */
	seconds = $state(0);
	/** Rows of the present run that have arrived. */
	arrived = $state(0);
	outcome = $state.raw<Outcome | null>(null);
	#abort: AbortController | null = null;
	#runs = 0;

	/** Runs a statement to its end. The outcome is `null` when a newer run took its place. */
	async run({ sql, params, limit, explained = false, within = sql, begins = { line: 1, column: 1 } }: Asked): Promise<Outcome | null> {
		this.#abort?.abort();
		const abort = new AbortController();
		this.#abort = abort;
		this.running = true;
		this.seconds = this.arrived = 0;
		// What an older statement failed with says nothing of this one; rows stay until there are others.
		if (!this.outcome?.answer) this.outcome = null;
		const begun = performance.now();
		const since = () => performance.now() - begun;
		const clock = setInterval(() => (this.seconds = since() / 1000), 100);
		const asked = { run: ++this.#runs, sql, within, begins, params, limit, explained };
		let some: SqlAnswer | null = null;
		let shown = 0;
		const onrows = (columns: SqlAnswer['columns'], rows: SqlAnswer['items']) => {
			if (this.#abort !== abort) return;
			some ??= { columns, items: [], row_count: 0, truncated: false, elapsed_ms: 0, dataset_version: '' };
			for (const row of rows) some.items.push(row);
			this.arrived = some.items.length;
			if (since() - shown < RENEWED) return;
			shown = since();
			this.outcome = { ...asked, answer: snapshot(some, shown), arriving: true, error: null, cancelled: false };
		};
		const outcome: Outcome = { ...asked, answer: null, arriving: false, error: null, cancelled: false };
		try {
			outcome.answer = await api.sql(request(asked), { signal: abort.signal, onrows });
		} catch (error) {
			if (isAbort(error)) {
				outcome.cancelled = true;
				// Whoever called it off may want to look at what came; the page says that it is not all.
				outcome.answer = some && snapshot(some, since());
			} else outcome.error = error;
		} finally {
			clearInterval(clock);
		}
		if (this.#abort !== abort) return null;
		this.#abort = null;
		this.running = false;
		this.outcome = outcome;
		return outcome;
	}

	/** Calls the present run off; false when there is none. */
	cancel(): boolean {
		this.#abort?.abort();
		return this.#abort !== null;
	}
}

/** The rows so far. A list of their own, so that those who draw them see that it is another one. */
function snapshot(answer: SqlAnswer, elapsed_ms: number): SqlAnswer {
	return { ...answer, items: answer.items.slice(), row_count: answer.items.length, elapsed_ms };
}

/** A run as the server is asked for it. */
export function request({ sql, params, limit, explained }: Pick<Outcome, 'sql' | 'params' | 'limit' | 'explained'>) {
	return { sql: explained ? EXPLAIN + sql : sql, limit, ...(Object.keys(params).length ? { params } : {}) };
}

/** Where in the editor the server found a mistake, as long as the editor holds what it did. */
export function positionOf(outcome: Outcome | null): Position | null {
	const found = outcome?.error instanceof ApiError ? outcome.error.problem.position : null;
	if (!outcome || !found) return null;
	const line = outcome.explained ? Math.max(1, found.line - 1) : found.line;
	const { begins } = outcome;
	return { line: line + begins.line - 1, column: line === 1 ? found.column + begins.column - 1 : found.column };
}
