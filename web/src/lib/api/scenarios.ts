/** Saved plans: docs/scenarios.md. Field names are the server's. */
import type { Feature, FeatureCollection, Point } from 'geojson';
import { json, send } from './client';
import type { List, Plan } from './types';

export type ScenarioStatus = 'draft' | 'frozen' | 'signed';
export type SignLevel = 'regency' | 'province' | 'ministry';
export type SignDecision = 'approved' | 'returned';

export interface FrozenSummary {
	at: string;
	by: string | null;
	dataset_version: string;
	plan_hash: string;
	/** Of the frozen document; it stands on every page of every export. */
	hash: string;
	ranking_hash: string;
	villages: number;
	/** Codes of the regencies that have villages in the list. */
	regencies: string[];
}

export interface NewSignature {
	level: SignLevel;
	/** Without an area the level signs for the whole list. */
	area?: string;
	decision: SignDecision;
	by: string;
	comment?: string;
}

export interface Signature extends NewSignature {
	seq: number;
	at: string;
}

export interface SignOff {
	regencies_waiting: string[];
	provinces_waiting: string[];
	/** `null` when the ministry has signed. */
	next: SignLevel | null;
}

/** A scenario in a list: everything but its plan. */
export interface ScenarioLine {
	id: string;
	name: string;
	version: number;
	status: ScenarioStatus;
	round: string | null;
	parent: string | null;
	created_at: string;
	created_by: string | null;
	updated_at: string;
	updated_by: string | null;
	frozen: FrozenSummary | null;
}

export interface Scenario extends Omit<ScenarioLine, 'round'> {
	plan: Plan;
	signatures: Signature[];
	sign_off: SignOff | null;
}

export interface ScenarioEvent {
	seq: number;
	at: string;
	by: string | null;
	action: 'created' | 'duplicated' | 'changed' | 'frozen' | 'signed';
	/** The whole plan after a change, the hashes of a frozen selection, or a signature. */
	body: { name?: string; plan?: Plan; note?: string | null; [key: string]: unknown };
	previous: string;
	hash: string;
}

/** What is known of the decree; the rest is printed as dots. */
export interface Decree {
	number?: string;
	/** `YYYY-MM-DD` */
	date?: string;
	about?: string;
	office?: string;
	place?: string;
	signatory?: string;
}

export interface ComparedScenario {
	id: string;
	name: string;
	version: number;
	status: ScenarioStatus;
	plan_hash: string;
	dataset_version: string;
	candidates: number;
	selected: number | null;
	objective: number | null;
	cost: number | null;
	only: string[];
}

export interface ComparedPair {
	a: string;
	b: string;
	both: number;
	only_a: number;
	only_b: number;
	ranked_in_both: number;
	/** Mean absolute difference of ranks. */
	average_rank_shift: number | null;
	spearman: number | null;
}

export interface ComparedVillage {
	code: string;
	name: string | null;
	regency_name: string | null;
	selected_in: string[];
	ranks: Record<string, number | null>;
	rank_shift: number | null;
}

export interface Comparison {
	scenarios: ComparedScenario[];
	in_all: string[];
	pairs: ComparedPair[];
	items: ComparedVillage[];
}

/** One row of an annex. */
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
	create: (body: { name: string; plan: Plan; by?: string }, o: Signal = {}) => json<Scenario>('POST', BASE, { body, ...o }),
	/** Refused with `version_conflict` when someone else saved since `version`. */
	update: (id: string, body: { version: number; name?: string; plan?: Plan; by?: string; note?: string }, o: Signal = {}) =>
		json<Scenario>('PUT', at(id), { body, ...o }),
	duplicate: (id: string, body: { name: string; by?: string }, o: Signal = {}) => json<Scenario>('POST', at(id, '/duplicate'), { body, ...o }),
	history: (id: string, o: Signal = {}) => json<List<ScenarioEvent>>('GET', at(id, '/history'), o),
	freeze: (id: string, body: { version: number; by?: string; decree: Decree }, o: Signal = {}) => json<Scenario>('POST', at(id, '/freeze'), { body, ...o }),
	sign: (id: string, body: NewSignature, o: Signal = {}) => json<Scenario>('POST', at(id, '/sign'), { body, ...o }),
	/** Drafts are computed once more: this may take seconds for each. */
	compare: (ids: readonly string[], o: Signal = {}) => json<Comparison>('GET', `${BASE}/compare`, { query: { ids: ids.join(',') }, ...o }),
	/** The frozen list with its points. */
	annex: (id: string, o: Signal = {}) => json<Annex>('GET', at(id, '/annex.geojson'), { accept: 'application/geo+json', ...o }),
	/** Address of the annex as a download. */
	annexUrl: (id: string, format: AnnexFormat) => at(id, `/annex.${format}`),
	/** The letter to one village that competed, and the name that the server gives the file. */
	letter: async (id: string, code: string, o: Signal = {}) => {
		const response = await send('GET', at(id, `/letters/${code}.pdf`), { accept: 'application/pdf', ...o });
		const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
		return { blob: await response.blob(), name: name ?? `surat-${code}.pdf` };
	}
};
