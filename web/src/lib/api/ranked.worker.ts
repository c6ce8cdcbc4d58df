import { ApiError, json } from './client';
import { buffersOf, columnsOf, type RankedColumns } from './ranked';
import type { Problem, Ranking, RankingRequest } from './types';

/** What the worker answers: the columns, or why there are none. */
export type RankedAnswer = { columns: RankedColumns } | { problem: Problem };

// Tens of megabytes of JSON are read here, where nothing waits for the screen.
self.onmessage = async ({ data }: MessageEvent<RankingRequest>) => {
	try {
		const columns = columnsOf(await json<Ranking>('POST', '/api/v1/rankings', { body: data }));
		self.postMessage({ columns } satisfies RankedAnswer, { transfer: buffersOf(columns) });
	} catch (error) {
		const problem = error instanceof ApiError ? error.problem : { title: 'internal', status: 0, code: 'internal', detail: String(error) };
		self.postMessage({ problem } satisfies RankedAnswer);
	}
};
