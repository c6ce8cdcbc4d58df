import { levelOf } from '$lib/state/codes';
import { LEVELS } from './rows';
import type { CoverageState } from './state';

const VIEW = {
	province: 'coverage_by_province',
	regency: 'coverage_by_regency',
	district: 'coverage_by_district'
} as const;

/** The statement that answers with the rows on the screen, in their order; `null` for another need, and for another time than the latest, which no table holds. */
export function coverageStatement(state: CoverageState): string | null {
	if (state.need !== null || state.year !== null || state.mean || state.imputed) return null;
	// Every code begins with the code of the area that it lies in.
	const where = state.parent ? `\nWHERE code LIKE '${state.parent}.%'` : '';
	const direction = state.descending ? 'DESC' : 'ASC';
	const second = state.sort === 'name' ? '' : ', code';
	return `SELECT *\nFROM ${VIEW[state.level]}${where}\nORDER BY ${state.sort} ${direction} NULLS LAST${second}`;
}

const COMPARED = 'code, name, villages, designated, need, per_1000, expected, gap, rank, reached_need, reached_pct, reached_by, ltsa, villages_with_pillars, active_pillars, status';

/** The statement that answers with the compared areas, which may be of different levels. */
export function compareStatement(codes: readonly string[]): string {
	const parts = LEVELS.map((level) => ({ level, codes: codes.filter((code) => levelOf(code) === level) })).filter((part) => part.codes.length);
	return parts
		.map((part) => `SELECT ${COMPARED}\nFROM ${VIEW[part.level]}\nWHERE code IN (${part.codes.map((code) => `'${code}'`).join(', ')})`)
		.join('\nUNION ALL\n');
}
