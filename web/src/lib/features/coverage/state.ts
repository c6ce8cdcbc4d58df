import { levelOf, parentOf } from '$lib/state/codes';
import { COLUMNS, LEVELS, MEASURES, startsDescending } from './rows';
import type { CoverageColumn, CoverageLevel, Measure } from './rows';

/** Fewest and most areas of a comparison. */
export const COMPARE_MIN = 2;
export const COMPARE_MAX = 6;

/** Everything that the coverage page shows, as its address holds it. */
export interface CoverageState {
	level: CoverageLevel;
	/** Area whose parts are listed; `null` for the whole country. */
	parent: string | null;
	/** The count of people that need is; `null` for migrants placed. */
	need: string | null;
	year: number | null;
	/** Need is the mean of three years in a row with a figure of each, instead of one year's. */
	mean: boolean;
	/** Imputed figures take part where nothing is published; of no single year and no mean. */
	imputed: boolean;
	sort: CoverageColumn;
	descending: boolean;
	measure: Measure;
	/** `story` tells of the parent; without one there is none to tell of. */
	view: 'table' | 'story' | 'compare';
	/** Codes chosen for comparison, at most six. */
	picked: string[];
	/** What the charts and maps of the comparison show: an indicator, or designations; `null` leaves it to the page. */
	series: string | null;
}

/** Name of an indicator. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/;
const CODE = /^\d{2}(\.\d{2}){0,2}$/;

/** Place of a code's level in `LEVELS`. */
function depth(code: string): number {
	return LEVELS.indexOf(levelOf(code) as CoverageLevel);
}

function oneOf<T extends string>(values: readonly T[], text: string | null): T | null {
	return values.find((v) => v === text) ?? null;
}

/** State of an address. What does not make sense falls back to the default: an old link still opens something. */
export function readState(params: URLSearchParams): CoverageState {
	let level = oneOf(LEVELS, params.get('level')) ?? 'province';
	const asked = params.get('parent');
	let parent = asked !== null && CODE.test(asked) ? asked : null;
	// A parent decides the smallest level that can lie in it.
	if (parent && depth(parent) >= LEVELS.indexOf(level)) {
		const below = LEVELS[depth(parent) + 1];
		if (below) level = below;
		else parent = null;
	}
	const sort = oneOf(COLUMNS, params.get('sort')) ?? 'gap';
	const dir = params.get('dir');
	const asOf = Number(params.get('year'));
	const year = Number.isInteger(asOf) && asOf > 1900 ? asOf : null;
	const mean = params.get('years') === '3';
	return {
		level,
		parent,
		need: NAME.test(params.get('need') ?? '') ? params.get('need') : null,
		year,
		mean,
		imputed: params.get('imputed') === '1' && year === null && !mean,
		sort,
		descending: dir === 'asc' ? false : dir === 'desc' ? true : startsDescending(sort),
		measure: oneOf(MEASURES, params.get('measure')) ?? 'gap',
		view: params.get('view') === 'compare' ? 'compare' : params.get('view') === 'story' && parent !== null ? 'story' : 'table',
		picked: [...new Set((params.get('pick') ?? '').split(',').filter((c) => CODE.test(c)))].slice(0, COMPARE_MAX),
		series: NAME.test(params.get('series') ?? '') ? params.get('series') : null
	};
}

/** Address of a state; what is the default is left out. */
export function writeState(state: CoverageState): URLSearchParams {
	const params = new URLSearchParams();
	if (state.level !== 'province') params.set('level', state.level);
	if (state.parent) params.set('parent', state.parent);
	if (state.need) params.set('need', state.need);
	if (state.year !== null) params.set('year', String(state.year));
	if (state.mean) params.set('years', '3');
	if (state.imputed) params.set('imputed', '1');
	if (state.sort !== 'gap') params.set('sort', state.sort);
	if (state.descending !== startsDescending(state.sort)) params.set('dir', state.descending ? 'desc' : 'asc');
	if (state.measure !== 'gap') params.set('measure', state.measure);
	if (state.view !== 'table') params.set('view', state.view);
	if (state.picked.length) params.set('pick', state.picked.join(','));
	if (state.series) params.set('series', state.series);
	return params;
}

/** What the server is asked about need: what counts as it, and of which time. */
export interface NeedTime {
	need?: string;
	year?: number;
	years?: number;
	include_imputed?: boolean;
}

export function needOf({ need, year, mean, imputed }: Pick<CoverageState, 'need' | 'year' | 'mean' | 'imputed'>): NeedTime {
	return { ...(need === null ? {} : { need }), ...(year === null ? {} : { year }), ...(mean ? { years: 3 } : {}), ...(imputed ? { include_imputed: true } : {}) };
}

/** What can be chosen for need: one year's figures, means of three years, or imputed figures too. */
export type NeedChoice = '' | '3' | 'imputed';

export const choiceOf = ({ mean, imputed }: Pick<CoverageState, 'mean' | 'imputed'>): NeedChoice => (mean ? '3' : imputed ? 'imputed' : '');

/** State after choosing which figures of need count; nothing is imputed for a single year. */
export function withChoice(state: CoverageState, choice: NeedChoice): CoverageState {
	const imputed = choice === 'imputed';
	return { ...state, mean: choice === '3', imputed, year: imputed ? null : state.year };
}

/** State after choosing a level: the parent stays when areas of the new level can lie in it. */
export function withLevel(state: CoverageState, level: CoverageLevel): CoverageState {
	let parent = state.parent;
	while (parent && depth(parent) >= LEVELS.indexOf(level)) parent = parentOf(parent);
	return { ...state, level, parent };
}
