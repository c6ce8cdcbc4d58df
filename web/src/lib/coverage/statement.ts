import type { CoverageState } from './state';

const VIEW = {
	province: 'coverage_by_province',
	regency: 'coverage_by_regency',
	district: 'coverage_by_district'
} as const;

/** The statement that answers with the rows on the screen, in their order. */
export function coverageStatement(state: CoverageState): string {
	// Every code begins with the code of the area that it lies in.
	const where = state.parent ? `\nWHERE code LIKE '${state.parent}.%'` : '';
	const direction = state.descending ? 'DESC' : 'ASC';
	const second = state.sort === 'name' ? '' : ', code';
	return `SELECT *\nFROM ${VIEW[state.level]}${where}\nORDER BY ${state.sort} ${direction} NULLS LAST${second}`;
}
