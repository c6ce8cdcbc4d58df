import { json, send } from './client';
import { readRows, type OnRows } from './rows';
import type { NamedQuery, SqlAnswer, SqlRequest, List } from './types';

interface Options {
	/** Calls the statement off. */
	signal?: AbortSignal;
	/** Hears of rows while others are still being computed. */
	onrows?: OnRows;
}

/** Runs a statement. The server ends it when its connection closes. */
async function run(body: SqlRequest, { signal, onrows }: Options = {}): Promise<SqlAnswer> {
	const response = await send('POST', '/api/v1/sql', { body, ...(signal && { signal }) });
	return response.body ? readRows(response.body, onrows) : ((await response.json()) as SqlAnswer);
}

/** SQL over the tables of the dataset. */
export const sql = {
	/** Runs a statement; its rows can be read while they arrive. */
	sql: run,
	/** The answer of a statement as a file in the format of `accept`; `bom` begins CSV with a mark for Excel. */
	sqlFile: async (body: SqlRequest, accept: string, o: { signal?: AbortSignal; query?: { bom: boolean } } = {}) =>
		(await send('POST', '/api/v1/sql', { body, accept, ...o })).blob(),
	queries: (o: { signal?: AbortSignal } = {}) => json<List<NamedQuery>>('GET', '/api/v1/queries', o)
};
