import type { CoverageRow } from '$lib/api';
import type { Stated } from './figures';

/** What can be said of an area's need. Where it is not known that is an interval or nothing, never a number. */
export type Need =
	| { kind: 'known'; value: number; from: number; year: number; status: string; source: string | null }
	/** Some parts of the area, or of the year, have no figure: what is known is the least that it can be. */
	| { kind: 'least'; value: number; year: number; known: number | null; of: number | null; period: string | null; source: string | null }
	/** Nothing is published; a rule of the dataset says between which values it lies. */
	| { kind: 'imputed'; low: number; high: number; year: number; source: string }
	/** The area around it has a figure, and of a whole no part can be larger. */
	| { kind: 'most'; value: number; year: number; code: string; name: string; source: string | null }
	| { kind: 'missing' };

type Row = Pick<CoverageRow, 'code' | 'name' | 'need' | 'need_year' | 'need_from_year' | 'status' | 'parts' | 'parts_with_need' | 'need_source' | 'need_beside'>;

const whole = (row: Row) => row.parts === null || (row.parts_with_need ?? 0) >= row.parts;

/** What is known of the need of an area, from its own coverage, the coverage of those above it, nearest first, and imputed figures. */
export function needOf(own: Row | null, above: readonly Row[], stated: readonly Stated[]): Need {
	if (own && own.need !== null && own.need_year !== null) {
		const { need: value, need_year: year, need_source: source } = own;
		if (whole(own)) return { kind: 'known', value, from: own.need_from_year ?? year, year, status: own.status, source };
		return { kind: 'least', value, year, known: own.parts_with_need, of: own.parts, period: null, source };
	}
	const bounds = stated.find((row) => row.indicator === 'pmi_placed' && row.area_code === own?.code && row.status === 'imputed' && row.lower !== null && row.upper !== null);
	if (bounds) return { kind: 'imputed', low: bounds.lower ?? 0, high: bounds.upper ?? 0, year: bounds.year, source: bounds.source };
	// What was placed in some months is less than what was placed in the year.
	const months = own?.need_beside.filter((one) => one.status === 'partial').sort((a, b) => b.year - a.year || b.value - a.value)[0];
	if (months) return { kind: 'least', value: months.value, year: months.year, known: months.parts_with_need, of: months.parts, period: months.period, source: months.source };
	const around = above.find((row) => row.need !== null && row.need_year !== null && whole(row));
	if (around) return { kind: 'most', value: around.need ?? 0, year: around.need_year ?? 0, code: around.code, name: around.name, source: around.need_source };
	return { kind: 'missing' };
}
