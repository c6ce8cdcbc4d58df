/** Shapes of docs/api.md. Field names are the server's. */

export interface Problem {
	type?: string;
	title: string;
	status: number;
	code: string;
	detail?: string;
	hint?: string;
	position?: { line: number; column: number };
	request_id?: string;
}

export interface List<T> {
	items: T[];
	total?: number;
	next_cursor?: string | null;
}

export type Direction = 'benefit' | 'cost';
export type Status = 'observed' | 'modelled' | 'imputed' | 'suppressed' | 'missing';

export interface Source {
	key: string;
	title: string;
	licence: string;
	url?: string | null;
	vintage?: string | null;
	note?: string | null;
}

export interface ReportCheck {
	check: string;
	severity: 'info' | 'warning' | 'error';
	count: number;
	title_id: string;
	title_en: string;
}

export interface ColumnOrigin {
	table: string;
	column: string;
	source: string;
	vintage?: string | null;
	status?: string | null;
}

export interface Dataset {
	version: string;
	kind: 'demonstration' | 'official';
	title_id: string;
	title_en: string;
	vintage: string;
	counts: Record<string, number>;
	sources: Source[];
	columns: ColumnOrigin[];
	report: ReportCheck[];
}

export interface ReportLine {
	source: string;
	check: string;
	severity: string;
	area_code?: string | null;
	name?: string | null;
	detail: string;
	area_before_km2?: number | null;
	area_after_km2?: number | null;
	value?: number | null;
}

export interface Histogram {
	edges: number[];
	counts: number[];
}

export interface Indicator {
	id: string;
	name_id: string;
	name_en: string;
	description_id: string;
	description_en: string;
	unit: string;
	direction: Direction;
	dimension: string;
	level: 'province' | 'regency' | 'district' | 'village';
	decimals: number;
	owner?: string | null;
	year?: number | null;
	status: Status | null;
	source: string | null;
	present: number;
	missing: number;
	min: number | null;
	max: number | null;
	mean: number | null;
	p02: number | null;
	p98: number | null;
	/** The first and the last bar also count what lies beyond; `null` without any value. */
	histogram: Histogram | null;
	/** Where the indicator's integer in the tiles stands for `offset + scale × integer`. */
	tile: { offset: number; scale: number } | null;
}

export interface Column {
	name: string;
	type: string;
	nullable?: boolean;
	unit?: string | null;
	description_id?: string;
	description_en?: string;
	source?: string | null;
	vintage?: string | null;
}

export interface Table {
	name: string;
	kind: 'table' | 'view';
	/** `null` when it changes while the server runs. */
	rows: number | null;
	description_id: string;
	description_en: string;
	columns: Column[];
}

export interface SqlFunction {
	name: string;
	signature: string;
	description_id: string;
	description_en: string;
}

export type Cell = string | number | boolean | null | object;

export interface SqlRequest {
	sql: string;
	params?: Record<string, Cell> | Cell[];
	limit?: number;
	timeout_ms?: number;
}

export interface SqlAnswer {
	columns: { name: string; type: string }[];
	items: Record<string, Cell>[];
	row_count: number;
	truncated: boolean;
	elapsed_ms: number;
	dataset_version: string;
}

export interface NamedQuery {
	name: string;
	title_id: string;
	title_en: string;
	description_id: string;
	description_en: string;
	sql: string;
	params: { name: string; type: string; default?: Cell; description_en?: string }[];
}

export interface Area {
	code: string;
	name: string;
	kind: string;
	level: 'province' | 'regency' | 'district' | 'village';
	parent?: string | null;
	path: { code: string; name: string }[];
	lon?: number | null;
	lat?: number | null;
	area_km2?: number | null;
	population?: number | null;
	/** west, south, east, north */
	bbox?: [number, number, number, number] | null;
}

export interface Designation {
	id: string;
	village_code: string;
	programme: string;
	round?: string | null;
	year?: number | null;
	status: string;
	funding: string;
	source: string;
	note?: string | null;
}

export interface AreaDetail extends Area {
	children: number;
	indicators: { id: string; value: number | null; year: number | null; status: Status; source: string; level: string; area_code: string }[];
	designations: Designation[];
	nearest_ltsa?: { id: string; name: string; distance_km: number } | null;
	nearest_designated?: { code: string; name: string; distance_km: number } | null;
}

export interface Criterion {
	indicator: string;
	weight: number;
	direction: Direction;
	goalposts: [number, number];
}

/** What a selection must satisfy; every field may be left out. */
export interface Constraints {
	count?: number | null;
	per_regency?: AreaLimits;
	per_province?: AreaLimits;
	/** Rupiah per funding source; needs `cost`. */
	budget?: Record<string, number>;
	/** An indicator, or one amount for every village. */
	cost?: string | number | null;
	spacing_km?: number | null;
	pin?: Named[];
	exclude?: Named[];
	[key: string]: unknown;
}

/** `min` and `max` of every area; an area code has limits of its own. */
export type AreaLimits = Record<string, number | { min?: number; max?: number }>;

/** A village by its code, with or without a reason. */
export type Named = string | { id: string; reason: string };

export interface Plan {
	round?: string;
	candidates?: { where?: string };
	criteria: Criterion[];
	missing?: string;
	method?: string;
	normalisation?: string;
	constraints?: Constraints | null;
	[key: string]: unknown;
}

export interface RankingRequest extends Plan {
	limit?: number;
	offset?: number;
	within?: string;
}

export interface RankedVillage {
	id: string;
	name: string;
	kind: string;
	regency_name: string;
	province_name: string;
	rank: number;
	rank_best: number;
	rank_worst: number;
	score: number;
	/** Share of the weight whose criteria have a value, 0 to 1. */
	weight_present: number;
	/** indicator id to its part of the score; the parts add up to the score. */
	parts: Record<string, number | null>;
	raw: Record<string, number | null>;
}

export interface Warning {
	code: string;
	detail: string;
}

export interface Ranking {
	dataset_version: string;
	plan_hash: string;
	method: string;
	candidates: number;
	total: number;
	/** The ranking as a statement; `null` where no one statement says it. */
	sql: string | null;
	warnings: Warning[];
	/** Scores at 0, 10 … 100 % of the candidates. */
	score_quantiles: number[];
	criteria: Criterion[];
	items: RankedVillage[];
}

export interface ExplainedValue {
	indicator: string;
	value: number | null;
	unit: string | null;
	year: number | null;
	status: Status | null;
	source: string | null;
	/** The area for which it was stated: the village or one that it lies in. */
	stated_for?: string | null;
	normalised: number | null;
	weight: number;
	part: number | null;
	/** The value that alone would lift the village to the cut-off. */
	needed?: number | null;
}

export interface Explanation {
	item: RankedVillage;
	other?: RankedVillage | null;
	difference: Record<string, number>;
	/** The score of the last village inside the quota (`constraints.count`). */
	cut_off?: number | null;
	values: ExplainedValue[];
}

export interface SelectedVillage extends RankedVillage {
	cost?: number | null;
	funding?: string | null;
	pinned: boolean;
}

export interface SkippedVillage {
	id: string;
	name?: string | null;
	regency_name?: string | null;
	rank?: number | null;
	score?: number | null;
	/** Names of what kept it out. */
	because: string[];
	detail: string;
	/** How much the objective would fall with it. */
	regret?: number | null;
}

export interface Selection {
	dataset_version: string;
	plan_hash: string;
	status: 'optimal' | 'infeasible' | 'time_limit';
	objective?: number | null;
	/** Proven relative distance to the best possible; 0 is optimal. */
	gap?: number | null;
	cost: number;
	candidates: number;
	selected: string[];
	items: SelectedVillage[];
	skipped: SkippedVillage[];
	/** The fewest constraints that would have to give way, together. */
	relax: Relaxation[];
	/** How much the objective falls without a chosen village; `null` where no set is left. */
	replacement_cost: Record<string, number | null>;
	/** Share of the sets within 10 % of the best that contain a village. */
	selection_frequency: Record<string, number>;
	/** How many sets the frequencies rest on, and whether those are all within 10 %. */
	pool: number;
	pool_is_complete: boolean;
	/** The best sets, the answer first. */
	best_sets: { set: string[]; objective: number; cost: number }[];
	warnings: Warning[];
}

/** A constraint that would have to give way, and by how much. */
export interface Relaxation {
	/** Its path in the plan: `constraints.per_province.52.min`. */
	constraint: string;
	/** The same in English. */
	detail: string;
	kind?: 'fewer' | 'more' | 'money' | 'distance' | 'unpin';
	amount?: number;
	/** Why a pinned village cannot be chosen, as a code. */
	reason?: string | null;
}

export interface CoverageRow {
	code: string;
	name: string;
	level: string;
	parent?: string | null;
	villages: number;
	designated: number;
	need: number | null;
	need_unit?: string | null;
	per_1000: number | null;
	expected: number | null;
	gap: number | null;
	rank: number | null;
	ltsa: number;
	status?: string | null;
	indicators?: Record<string, number | null>;
	claims?: Record<string, Cell>[];
}

export interface Coverage {
	items: CoverageRow[];
	total: Partial<CoverageRow>;
}
