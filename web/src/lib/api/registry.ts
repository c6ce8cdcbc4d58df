/** What people record: docs/registry.md. */
import { json } from './client';
import type { ExplainedValue, RankedVillage } from './types';
import type { Narrow, Query, Schema, Written } from './refine';

export type RecordTable = Schema['RegistryTable'];
export type RecordStatus = Schema['RecordStatus'];
export type RowProblem = Schema['RowProblem'];
/** A value of a row; the description says “object” of the row. */
export type RecordValue = string | number | null;
export type RecordRow = Record<string, RecordValue>;
export type RecordLine = Narrow<Omit<Written<Schema['Record']>, 'problem'> & { problem?: string }, { row: RecordRow }>;
export type Records = Omit<Written<Schema['Records']>, 'items'> & { items: RecordLine[] };
export type RecordsMade = Written<Schema['RecordsMade']>;
export type RecordsChanged = Schema['RecordsChanged'];

/** A proposal, or a village that is only meant, and where it stands. */
export type Proposal = Omit<Written<Schema['Proposal']>, 'record' | 'thread' | 'item' | 'values'> & {
	record: RecordLine | null;
	/** Questions and answers, the oldest first. */
	thread: RecordLine[];
	item: RankedVillage | null;
	values: ExplainedValue[];
};
export type Proposals = Omit<Written<Schema['Proposals']>, 'items'> & { items: Proposal[] };

type Signal = { signal?: AbortSignal };
const path = (id: string) => encodeURIComponent(id);

export const proposals = {
	list: (query: Query<'/api/v1/proposals'>, o: Signal = {}) => json<Proposals>('GET', '/api/v1/proposals', { query, ...o }),
	/** Where villages would stand; nothing is recorded. */
	check: (village_codes: readonly string[], scenario: string | null, o: Signal = {}) => json<Proposals>('POST', '/api/v1/proposals/check', { body: { village_codes, scenario }, ...o })
};

export const registry = {
	list: (query: Query<'/api/v1/registry'>, o: Signal = {}) => json<Records>('GET', '/api/v1/registry', { query, ...o }),
	record: (table: RecordTable, row: RecordRow) => json<RecordsMade>('POST', '/api/v1/registry', { body: { table, rows: [row] } }),
	withdraw: (id: string, reason: string) => json<RecordsChanged>('POST', `/api/v1/registry/${path(id)}/withdraw`, { body: { reason } }),
	approve: (id: string) => json<RecordsChanged>('POST', `/api/v1/registry/${path(id)}/approve`, { body: {} })
};
