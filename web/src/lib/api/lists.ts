/** Lists of migrant workers from villages: docs/lists.md. */
import { json, send, url } from './client';
import type { Narrow, Schema, Written } from './refine';
import type { paths } from './schema';

export type ListField = Schema['ListField'];
export type ListCandidate = Written<Schema['ListCandidate']>;
export type ListFinding = Written<Schema['ListFinding']>;
export type ListSum = Written<Schema['ListSumBeside']>;
/** What stands in a row, by field; what is empty is left out. */
export type ListCells = Partial<Record<ListField, string>>;
export type ListRow = Narrow<Written<Schema['ListRow']>, { cells: ListCells }>;
export type ListColumn = Written<Schema['ListColumn']>;
export type ListPreview = Omit<Written<Schema['ListPreview']>, 'rows'> & { rows: ListRow[] };
/** A row as it is sent back. */
export type SentListRow = { row: number } & ListCells;
/** The description says “object” of what was taken. */
export interface TakenList {
	area: string;
	area_name: string;
	hash: string;
	rows: number;
	villages: number;
	sums: ListSum[];
	reading: { sheet: string | null; mapping: Partial<Record<ListField, string>>; kind: string | null; year: number | null };
}
export type ListReceipt = Omit<Written<Schema['ListReceipt']>, 'list'> & { list: TakenList };
export type ListRecorded = ListReceipt & { pending: boolean };
type Recorded = paths['/api/v1/lists']['post']['parameters']['query'];
type RecordQuery = { [K in keyof Recorded]: Recorded[K] | null };
type Asked = paths['/api/v1/lists/preview']['post']['parameters']['query'];
/** One that is `null` is left out. */
export type ListQuery = { [K in keyof Asked]: Asked[K] | null };

type Signal = { signal?: AbortSignal };
const PREVIEW = '/api/v1/lists/preview';

export const lists = {
	/** What of a file would be taken; nothing is written. */
	preview: (query: ListQuery, file: Blob, o: Signal = {}) => json<ListPreview>('POST', PREVIEW, { query, file, ...o }),
	/** The same of rows that were corrected. */
	previewRows: (area: string, rows: SentListRow[], o: Signal = {}) => json<ListPreview>('POST', PREVIEW, { query: { area }, body: { rows }, ...o }),
	/** Takes a list that was seen. */
	record: (query: RecordQuery, rows: SentListRow[], o: Signal = {}) => json<ListRecorded>('POST', '/api/v1/lists', { query, body: { rows }, ...o }),
	/** The last list of an area that this person sent. */
	last: (area: string, o: Signal = {}) => json<{ last: ListReceipt | null }>('GET', '/api/v1/lists', { query: { area }, ...o }),
	receipt: (id: string, o: Signal = {}) => json<ListReceipt>('GET', `/api/v1/lists/${encodeURIComponent(id)}`, o),
	/** Takes back all that a list brought. */
	withdraw: (id: string, reason: string) => send('POST', `/api/v1/registry/${encodeURIComponent(id)}/withdraw`, { body: { reason } }),
	template: (area: string, kind: 'xlsx' | 'csv') => url(`/api/v1/lists/template.${kind}`, kind === 'csv' ? { area, bom: true } : { area })
};
