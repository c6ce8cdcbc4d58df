import { json, send } from './client';
import { readRows, type OnRows } from './rows';
import { inTurn } from './turns';
import type { NamedQuery, SqlAnswer, SqlRequest, List } from './types';

interface Options {
	/** Calls the statement off. */
	signal?: AbortSignal;
	/** Hears of rows while others are still being computed. */
	onrows?: OnRows;
}

/** Runs a statement. The server ends it when its connection closes. */
function run(body: SqlRequest, { signal, onrows }: Options = {}): Promise<SqlAnswer> {
	return inTurn(signal, async () => {
		const response = await send('POST', '/api/v1/sql', { body, ...(signal && { signal }) });
		return response.body ? readRows(response.body, onrows) : ((await response.json()) as SqlAnswer);
	});
}

/** SQL over the tables of the dataset. */
export const sql = {
	/** Runs a statement; its rows can be read while they arrive. */
	sql: run,
	/** The answer of a statement as a file in the format of `accept`; `bom` begins CSV with a mark for Excel. */
	sqlFile: (body: SqlRequest, accept: string, o: { signal?: AbortSignal; query?: { bom: boolean } } = {}) =>
		inTurn(o.signal, async () => (await send('POST', '/api/v1/sql', { body, accept, ...o })).blob()),
	/** A named question. */
	query: (name: string, query: Record<string, string | number | null>, o: { signal?: AbortSignal } = {}) =>
		inTurn(o.signal, () => json<SqlAnswer>('GET', `/api/v1/queries/${encodeURIComponent(name)}`, { query, ...o })),
	queries: (o: { signal?: AbortSignal } = {}) => json<List<NamedQuery>>('GET', '/api/v1/queries', o)
};
