/** Saved plans: docs/scenarios.md. */
import type { Feature, FeatureCollection, Point } from 'geojson';
import { json, send, url } from './client';
import type { Narrow, Schema, Written } from './refine';
import { stream, type StreamOptions } from './stream';
import type { List, Plan } from './types';

export type ScenarioStatus = Schema['ScenarioStatus'];
export type SignLevel = Schema['SignLevel'];
export type SignDecision = Schema['Decision'];

export type FrozenSummary = Written<Schema['FrozenSummary']>;
export type NewSignature = Schema['Sign'];
export type Signature = Written<Schema['Signature']>;
export type SignOff = Written<Schema['SignOff']>;
/** A scenario in a list: everything but its plan. */
export type ScenarioLine = Written<Schema['ScenarioLine']>;
/** The description says “object” of the plan. */
export type Scenario = Narrow<Written<Schema['Scenario']>, { plan: Plan }>;
export type NewScenario = Schema['NewScenario'];
export type ScenarioChange = Schema['ScenarioChange'];
export type NewCopy = Schema['NewCopy'];
export type Freeze = Schema['Freeze'];
/** What is known of the decree; the rest is printed as dots. */
export type Decree = Schema['Decree'];

/** The description has the actions in words only, and “object” for what they did. */
export type ScenarioEvent = Narrow<
	Written<Schema['Event']>,
	{
		action: 'created' | 'duplicated' | 'changed' | 'frozen' | 'signed';
		/** The whole plan after a change, the hashes of a frozen selection, or a signature. */
		body: { name?: string; plan?: Plan; note?: string | null; [key: string]: unknown };
	}
>;

export type ComparedScenario = Written<Schema['ComparedScenario']>;
export type ComparedPair = Written<Schema['Pair']>;
export type ComparedVillage = Written<Schema['ComparedVillage']>;
export type Comparison = Written<Schema['ScenarioComparison']>;

/** One row of an annex, as far as the page reads it. The description says “object” of GeoJSON: its form is RFC 7946's. */
export interface AnnexRow {
	no: number;
	code: string;
	name: string;
	kind: string;
	district_name: string;
	regency_code: string;
	regency_name: string;
	province_code: string;
	province_name: string;
	rank: number | null;
	rank_best: number | null;
	rank_worst: number | null;
	score: number | null;
	funding: string | null;
	cost: number | null;
	pinned: string | null;
	/** Values of the criteria, by indicator. */
	[indicator: string]: string | number | null;
}

export interface Annex extends FeatureCollection<Point, AnnexRow> {
	features: Feature<Point, AnnexRow>[];
	notice: string | null;
	decree_number: string | null;
	decree_date: string | null;
	annex_hash: string;
}

/** Formats of an annex, in the order in which offices ask for them. */
export const ANNEX_FORMATS = ['pdf', 'xlsx', 'csv', 'geojson'] as const;
export type AnnexFormat = (typeof ANNEX_FORMATS)[number];

type Signal = { signal?: AbortSignal };
const BASE = '/api/v1/scenarios';
const at = (id: string, rest = '') => `${BASE}/${encodeURIComponent(id)}${rest}`;

export const scenarios = {
	list: (o: Signal = {}) => json<List<ScenarioLine>>('GET', BASE, o),
	get: (id: string, o: Signal = {}) => json<Scenario>('GET', at(id), o),
	create: (body: NewScenario, o: Signal = {}) => json<Scenario>('POST', BASE, { body, ...o }),
	/** Refused with `version_conflict` when someone else saved since `version`. */
	update: (id: string, body: ScenarioChange, o: Signal = {}) =>
		json<Scenario>('PUT', at(id), { body, ...o }),
	duplicate: (id: string, body: NewCopy, o: Signal = {}) => json<Scenario>('POST', at(id, '/duplicate'), { body, ...o }),
	/** All of it, oldest first; a long one comes in parts. */
	history: async (id: string, o: Signal = {}): Promise<List<ScenarioEvent>> => {
		const items: ScenarioEvent[] = [];
		let cursor: string | undefined;
		do {
			const part = await json<List<ScenarioEvent>>('GET', at(id, '/history'), { query: { cursor }, ...o });
			items.push(...part.items);
			cursor = part.next_cursor ?? undefined;
		} while (cursor);
		return { items, total: items.length };
	},
	/** Ranks and selects once more. */
	freeze: (id: string, body: Freeze, o: StreamOptions = {}) => stream<Scenario>('POST', at(id, '/freeze'), { body, ...o }),
	sign: (id: string, body: NewSignature, o: Signal = {}) => json<Scenario>('POST', at(id, '/sign'), { body, ...o }),
	/** Drafts are computed once more: this may take seconds for each. */
	compare: (ids: readonly string[], o: StreamOptions = {}) => stream<Comparison>('GET', `${BASE}/compare`, { query: { ids: ids.join(',') }, ...o }),
	/** The frozen list with its points. */
	annex: (id: string, o: Signal = {}) => json<Annex>('GET', at(id, '/annex.geojson'), { accept: 'application/geo+json', ...o }),
	/** Address of the annex as a download; CSV with the byte order mark that Excel needs. */
	annexUrl: (id: string, format: AnnexFormat) => url(at(id, `/annex.${format}`), { bom: format === 'csv' ? true : null }),
	/** The letter to one village that competed, and the name that the server gives the file. */
	letter: async (id: string, code: string, o: Signal = {}) => {
		const response = await send('GET', at(id, `/letters/${code}.pdf`), { accept: 'application/pdf', ...o });
		const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
		return { blob: await response.blob(), name: name ?? `surat-${code}.pdf` };
	}
};
