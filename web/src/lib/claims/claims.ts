import { api, type Cell as ApiCell } from '$lib/api';
import { isWithin } from '$lib/state/codes';

/** One published figure, as the table `claims` keeps it. */
export interface Claim {
	id: string;
	metric: string;
	subject: string;
	area_code: string | null;
	period: string | null;
	as_of: string | null;
	value: number | null;
	unit: string | null;
	status: string | null;
	stated_by: string | null;
	source: string;
	note: string | null;
}

/** What our own tables hold about the figures that officials publish. */
export interface Tally {
	/** Designated villages by regency and year (`null`: no source states the year). */
	designated: { regency_code: string; year: number | null; villages: number }[];
	/** Regencies with an operating LTSA office. */
	ltsa: { area_code: string }[];
	/** Figures that have neither place nor year, by metric. */
	fixed: Record<string, number>;
}

/** Years that a claim speaks of, both ends included; `undated` when designations without a year belong to it. */
export interface Scope {
	from: number | null;
	to: number | null;
	undated: boolean;
}

/** A claim beside our count; `difference` is claim minus count, `null` when either is unknown. */
export interface ComparedClaim extends Claim {
	scope: Scope;
	counted: number | null;
	difference: number | null;
}

const text = (value: unknown): string | null => (value === null || value === undefined || value === '' ? null : String(value));

/** Reads a row of the table `claims`. */
export function readClaim(row: Record<string, ApiCell | undefined>): Claim {
	const value = row['value'];
	return {
		id: text(row['id']) ?? '',
		metric: text(row['metric']) ?? '',
		subject: text(row['subject']) ?? '',
		area_code: text(row['area_code']),
		period: text(row['period']),
		as_of: text(row['as_of']),
		value: typeof value === 'number' ? value : null,
		unit: text(row['unit']),
		status: text(row['status']),
		stated_by: text(row['stated_by']),
		source: text(row['source']) ?? '',
		note: text(row['note'])
	};
}

/** Years of a claim: a range as written, one year alone, everything up to the year of a cumulative figure, or all. */
export function scopeOf(claim: Pick<Claim, 'period' | 'subject'>): Scope {
	const years = claim.period?.match(/\d{4}/g)?.map(Number) ?? [];
	const [from = null, to = from] = years;
	if (from === null) return { from: null, to: null, undated: true };
	if (years.length === 1 && /cumulative|kumulatif|nationwide/i.test(claim.subject)) return { from: null, to, undated: true };
	return { from, to, undated: false };
}

/** Our count of what a claim is about, in its area and years; `null` for what no table of ours counts. */
export function countFor(claim: Claim, tally: Tally): number | null {
	const scope = scopeOf(claim);
	const inYears = (year: number | null) =>
		year === null ? scope.undated : (scope.from === null || year >= scope.from) && (scope.to === null || year <= scope.to);
	const there = tally.designated.filter((d) => isWithin(d.regency_code, claim.area_code) && inYears(d.year));
	switch (claim.metric) {
		case 'n_desmigratif':
			return there.reduce((sum, d) => sum + d.villages, 0);
		case 'n_kabupaten_kota':
			return new Set(there.map((d) => d.regency_code)).size;
		case 'n_ltsa':
			return tally.ltsa.filter((office) => isWithin(office.area_code, claim.area_code)).length;
		default:
			return claim.area_code === null ? (tally.fixed[claim.metric] ?? null) : null;
	}
}

/** Claims with our counts, by metric and area, newest first within each. */
export function compareClaims(claims: readonly Claim[], tally: Tally): ComparedClaim[] {
	const key = (c: Claim) => `${c.metric} ${c.area_code ?? ''}`;
	const when = (c: Claim) => c.as_of ?? c.period ?? '';
	return claims
		.map((claim) => {
			const counted = countFor(claim, tally);
			const difference = claim.value === null || counted === null ? null : claim.value - counted;
			return { ...claim, scope: scopeOf(claim), counted, difference };
		})
		.sort((a, b) => key(a).localeCompare(key(b)) || when(b).localeCompare(when(a)) || a.id.localeCompare(b.id));
}

/** All published figures. */
export async function loadClaims(signal: AbortSignal): Promise<Claim[]> {
	return (await api.sql({ sql: 'SELECT * FROM claims ORDER BY id', limit: 5000 }, { signal })).items.map(readClaim);
}

/** Our own counts, from the same tables that everybody can query. */
export async function loadTally(signal: AbortSignal): Promise<Tally> {
	const ask = async <T>(sql: string) => (await api.sql({ sql, limit: 50_000 }, { signal })).items as T[];
	const [designated, ltsa, desks, others] = await Promise.all([
		ask<Tally['designated'][number]>(
			`SELECT substr(village_code, 1, 5) AS regency_code, year, COUNT(DISTINCT village_code) AS villages
FROM designations WHERE programme = 'desmigratif' GROUP BY 1, 2`
		),
		ask<Tally['ltsa'][number]>(`SELECT area_code FROM ltsa_offices WHERE status = 'operating'`),
		ask<{ main: boolean; n: number }>('SELECT main, COUNT(*) AS n FROM ltsa_desks WHERE main IS NOT NULL GROUP BY main'),
		ask<{ metric: string; n: number }>(
			`SELECT 'n_pillar' AS metric, COUNT(*) AS n FROM pillars WHERE programme = 'desmigratif'
UNION ALL
SELECT 'n_kl', COUNT(DISTINCT p.institution)
FROM partnerships AS p JOIN institutions AS i ON i.id = p.institution
WHERE p.programme = 'desmigratif' AND i.kind IN ('ministry', 'agency')`
		)
	]);
	const fixed: Record<string, number> = Object.fromEntries(others.map((o) => [o.metric, o.n]));
	for (const desk of desks) fixed[desk.main ? 'n_desk_utama' : 'n_desk_tambahan'] = desk.n;
	return { designated, ltsa, fixed };
}
