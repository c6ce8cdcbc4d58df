import { levelOf, type Level } from '$lib/state/codes';

/** Kinds of villages, as the register names them. */
export const KINDS = ['desa', 'desa_adat', 'kelurahan'] as const;
export type VillageKind = (typeof KINDS)[number];

/**
 * One condition on who competes. A plan joins them by AND in `candidates.where`, over the table `village_indicators`;
 * a village for which a condition is neither true nor false, because its value is unknown, is no candidate.
 */
export type Condition =
	| { what: 'kind'; kinds: VillageKind[] }
	/** Designated already, in any programme and any round. */
	| { what: 'designated'; is: boolean }
	/** Designated in this programme, in any round, or not in it. */
	| { what: 'programme'; programme: string; is: boolean }
	/** In one of these provinces, regencies and districts, or in none of them. */
	| { what: 'area'; codes: string[]; inside: boolean }
	/** Both ends belong to it; `null` leaves a side open. In the unit of the indicator. */
	| { what: 'range'; indicator: string; low: number | null; high: number | null }
	| { what: 'known'; indicator: string; known: boolean }
	/** The village's point lies in a polygon: corners as lon, lat (WGS 84), the first not repeated. */
	| { what: 'drawn'; ring: [number, number][] }
	/** What the form has no fields for. */
	| { what: 'sql'; sql: string };

const COLUMN: Partial<Record<Level, string>> = { province: 'province_code', regency: 'regency_code', district: 'district_code' };

/** A condition as SQL; it stands beside others as it is. */
export function sqlOf(condition: Condition): string {
	switch (condition.what) {
		case 'kind':
			return kindSql(condition.kinds);
		case 'designated':
			return condition.is ? 'designated' : 'NOT designated';
		case 'programme':
			return `code ${condition.is ? '' : 'NOT '}IN (SELECT village_code FROM designations WHERE programme = ${text(condition.programme)})`;
		case 'area':
			return areaSql(condition.codes, condition.inside);
		case 'range':
			return rangeSql(condition.indicator, condition.low, condition.high);
		case 'known':
			return `${name(condition.indicator)} IS ${condition.known ? 'NOT ' : ''}NULL`;
		case 'drawn':
			return `ST_Contains(ST_GeomFromText('POLYGON((${closed(condition.ring).map((corner) => corner.join(' ')).join(', ')}))'), ST_Point(lon, lat))`;
		case 'sql':
			return condition.sql;
	}
}

function kindSql(kinds: readonly VillageKind[]): string {
	const [only, ...more] = kinds;
	if (only !== undefined && !more.length) return `kind = ${text(only)}`;
	const [missing, ...others] = KINDS.filter((one) => !kinds.includes(one));
	return missing !== undefined && !others.length ? `kind <> ${text(missing)}` : `kind IN (${kinds.map(text).join(', ')})`;
}

function areaSql(codes: readonly string[], inside: boolean): string {
	const lists = Object.entries(COLUMN).flatMap(([level, column]) => {
		const here = codes.filter((code) => levelOf(code) === level);
		return here.length ? [{ column, list: here.map(text).join(', ') }] : [];
	});
	const [only, ...more] = lists;
	if (only && !more.length) return `${only.column} ${inside ? '' : 'NOT '}IN (${only.list})`;
	return `${inside ? '' : 'NOT '}(${lists.map(({ column, list }) => `${column} IN (${list})`).join(' OR ')})`;
}

function rangeSql(indicator: string, low: number | null, high: number | null): string {
	const column = name(indicator);
	if (low !== null && high !== null) return `${column} BETWEEN ${low} AND ${high}`;
	return low !== null ? `${column} >= ${low}` : high !== null ? `${column} <= ${high}` : `${column} IS NOT NULL`;
}

const closed = (ring: readonly [number, number][]) => [...ring, ...ring.slice(0, 1)];
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;
const name = (id: string) => (/^[a-z_][a-z0-9_]*$/.test(id) ? id : `"${id.replaceAll('"', '""')}"`);

/** The indicators that a village needs a value of: without one it cannot be assessed. */
export function neededBy(conditions: readonly Condition[]): string[] {
	return [...new Set(conditions.flatMap((one) => (one.what === 'range' ? [one.indicator] : [])))];
}
