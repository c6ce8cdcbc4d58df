/** Every call the application makes, one function each. The only folder that uses `fetch`. */
import type { MultiPolygon, Polygon } from 'geojson';
import { json, url } from './client';
import type * as D from './deciding';
import { lists } from './lists';
import { people } from './people';
import type { Query } from './refine';
import { proposals, registry } from './registry';
import { scenarios } from './scenarios';
import { sql } from './sql';
import { stream, type StreamOptions } from './stream';
import type * as T from './types';

export { ApiError, isAbort, url } from './client';
export type * from './deciding';
export type * from './lists';
export type * from './people';
export type * from './registry';
export type * from './scenarios';
export { columnsOf, rowOf, type RankedColumns } from './ranked';
export type { RankedAnswer } from './ranked.worker';
export type { Progress, StreamOptions } from './stream';
export type * from './types';

type Signal = { signal?: AbortSignal };

export const api = {
	session: (o: Signal = {}) => json<T.Session>('GET', '/api/v1/session', o),
	dataset: (o: Signal = {}) => json<T.Dataset>('GET', '/api/v1/dataset', o),
	report: (query: Query<'/api/v1/dataset/report'>, o: Signal = {}) =>
		json<T.List<T.ReportLine>>('GET', '/api/v1/dataset/report', { query, ...o }),
	indicators: (o: Signal = {}) => json<T.List<T.Indicator>>('GET', '/api/v1/indicators', o),
	tables: (o: Signal = {}) => json<T.List<T.Table>>('GET', '/api/v1/tables', o),
	functions: (o: Signal = {}) => json<T.List<T.SqlFunction>>('GET', '/api/v1/functions', o),
	...sql,
	areas: (query: Query<'/api/v1/areas'>, o: Signal = {}) =>
		json<T.List<T.Area>>('GET', '/api/v1/areas', { query, ...o }),
	/** Villages in an area, in a box or near a place. */
	villages: (query: Query<'/api/v1/villages'>, o: Signal = {}) => json<T.List<T.Village>>('GET', '/api/v1/villages', { query, ...o }),
	/** Villages whose point lies in a polygon. */
	villagesIn: (polygon: Polygon | MultiPolygon, limit: number, o: Signal = {}) => json<T.List<T.Village>>('POST', '/api/v1/villages/search', { query: { limit }, body: polygon, ...o }),
	area: (code: string, o: Signal = {}) => json<T.AreaDetail>('GET', `/api/v1/areas/${encodeURIComponent(code)}`, o),
	defaultPlan: (o: Signal = {}) => json<T.Plan>('GET', '/api/v1/plan/default', o),
	templates: (o: Signal = {}) => json<T.List<T.Template>>('GET', '/api/v1/plan/templates', o),
	rank: (body: T.RankingRequest, o: Signal = {}) => json<T.Ranking>('POST', '/api/v1/rankings', { body, ...o }),
	explain: (body: T.ExplanationRequest, o: Signal = {}) =>
		json<T.Explanation>('POST', '/api/v1/rankings/explain', { body, ...o }),
	/** Chooses villages within the plan's constraints; may take as long as `time_limit_s` says, and says how far it is. */
	select: (body: T.Plan, o: StreamOptions = {}) => stream<T.Selection>('POST', '/api/v1/selections', { body, ...o }),
	/** Which villages of the plan's basket are nearer to each other than the plan wants. */
	near: (body: T.Plan, o: Signal = {}) => json<T.NearPairs>('POST', '/api/v1/selections/near', { body, ...o }),
	/** Tries other weights. */
	sensitivity: (body: D.SensitivityRequest, o: StreamOptions = {}) => stream<D.Sensitivity>('POST', '/api/v1/rankings/sensitivity', { body, ...o }),
	/** Weights from pairwise judgements; `judges[k][i][j]` says how much more criterion `i` matters than `j`. */
	ahp: (body: D.AhpRequest, o: Signal = {}) => json<D.Ahp>('POST', '/api/v1/weights/ahp', { body, ...o }),
	/** Weights from an order of importance, the most important first. */
	roc: (body: D.OrderRequest, o: Signal = {}) => json<D.OrderAnswer>('POST', '/api/v1/weights/roc', { body, ...o }),
	diagnostics: (body: T.Plan, o: Signal = {}) => json<D.Diagnostics>('POST', '/api/v1/weights/diagnostics', { body, ...o }),
	equity: (body: D.EquityRequest, o: Signal = {}) => json<D.Equity>('POST', '/api/v1/equity', { body, ...o }),
	coverage: (query: Query<'/api/v1/coverage'>, o: Signal = {}) =>
		json<T.Coverage>('GET', '/api/v1/coverage', { query, ...o }),
	compare: (codes: string[], time: { need?: string; year?: number; years?: number; include_imputed?: boolean; maps?: string }, o: Signal = {}) =>
		json<T.CoverageComparison>('GET', '/api/v1/coverage/compare', { query: { codes: codes.join(','), ...time } satisfies Query<'/api/v1/coverage/compare'>, ...o }),
	/** The address of the comparison on one page to print. */
	comparePdf: (codes: string[], time: { need?: string; year?: number; years?: number; include_imputed?: boolean; maps?: string }, lang: 'id' | 'en') =>
		url('/api/v1/coverage/compare.pdf', { codes: codes.join(','), ...time, lang } satisfies Query<'/api/v1/coverage/compare.pdf'>),
	lists,
	people,
	proposals,
	registry,
	scenarios
};
