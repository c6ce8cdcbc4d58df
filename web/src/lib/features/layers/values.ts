import type { Cell } from '$lib/api';
import type { Level } from '$lib/state/codes';
import { endsOf, stepInSql, valueAt } from '$lib/plan/stops';
import type { Drawn } from './indicator';

const COLUMN: Record<Exclude<Level, 'village'>, string> = { province: 'province_code', regency: 'regency_code', district: 'district_code' };
const name = (id: string) => `"${id.replaceAll('"', '""')}"`;

/**
 * The statement for what the areas of the whole country have of an indicator: the mean of its villages as on the map, and of
 * villages how many stand on each of the steps that tiles tell apart.
 */
export function statementOf(level: Level, { id, tile: { stops } }: Drawn): string {
	const value = name(id);
	if (level !== 'village') return `SELECT round(avg(${value}), 6) AS x FROM village_indicators GROUP BY ${COLUMN[level]}`;
	return `SELECT ${stepInSql(value, stops)} AS x, count(*) AS n FROM village_indicators WHERE ${value} IS NOT NULL GROUP BY 1`;
}

/** The values in its answer, ascending, each as often as it occurs. What lies beyond the steps of the tiles is drawn as the last of them. */
export function valuesOf(level: Level, rows: readonly Record<string, Cell>[], { tile: { stops } }: Drawn): number[] {
	const [low, high] = endsOf(stops);
	const values = rows.flatMap(({ x, n }) => {
		if (typeof x !== 'number') return [];
		return level === 'village' ? Array.from({ length: Number(n) }, () => valueAt(stops, x)) : [Math.min(high, Math.max(low, x))];
	});
	return values.sort((a, b) => a - b);
}
