import { api, type Cell } from '$lib/api';

/** One published figure beside the count of the tables here, as the question `claims_versus_register` puts them together. */
export interface Claim {
	id: string;
	metric: string;
	subject: string;
	area_code: string | null;
	period: string | null;
	as_of: string | null;
	value: number | null;
	status: string | null;
	stated_by: string | null;
	source: string;
	note: string | null;
	/** The first year that it speaks of; `null` where it has no beginning. */
	since: number | null;
	/** The last one; `null` for all years. */
	until: number | null;
	/** Our count of the same; `null` for what no table counts. */
	counted: number | null;
	/** Claim minus count; `null` when either is unknown. */
	difference: number | null;
}

const text = (value: Cell | undefined): string | null => (value === null || value === undefined || value === '' ? null : String(value));
const number = (value: Cell | undefined): number | null => (typeof value === 'number' ? value : null);

/** Reads a row of the question. */
export function readClaim(row: Record<string, Cell | undefined>): Claim {
	const [value, counted] = [number(row['claimed']), number(row['registered'])];
	return {
		id: text(row['id']) ?? '',
		metric: text(row['metric']) ?? '',
		subject: text(row['subject']) ?? '',
		area_code: text(row['area_code']),
		period: text(row['period']),
		as_of: text(row['as_of']),
		value,
		status: text(row['status']),
		stated_by: text(row['stated_by']),
		source: text(row['source']) ?? '',
		note: text(row['note']),
		since: number(row['since']),
		until: number(row['until']),
		counted,
		difference: value === null || counted === null ? null : value - counted
	};
}

/** By metric and area, newest first within each. */
export function inOrder(claims: readonly Claim[]): Claim[] {
	const key = (c: Claim) => `${c.metric} ${c.area_code ?? ''}`;
	const when = (c: Claim) => c.as_of ?? c.period ?? '';
	return claims.toSorted((a, b) => key(a).localeCompare(key(b)) || when(b).localeCompare(when(a)) || a.id.localeCompare(b.id));
}

/** All published figures beside our counts. */
export async function loadClaims(signal: AbortSignal): Promise<Claim[]> {
	return inOrder((await api.query('claims_versus_register', { limit: 5000 }, { signal })).items.map(readClaim));
}
