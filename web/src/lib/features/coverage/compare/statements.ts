import type { Indicator } from '$lib/api';
import { childOf, levelOf, LEVELS, type Level } from '$lib/state/codes';

/** What charts and maps show: designated villages, or an indicator. */
export const DESIGNATED = 'designated';
export type Subject = typeof DESIGNATED | Indicator;

const quoted = (code: string) => `'${code.replaceAll("'", "''")}'`;
const list = (codes: readonly string[]) => codes.map(quoted).join(', ');
const TABLE: Record<Level, string> = { province: 'provinces', regency: 'regencies', district: 'districts', village: 'villages' };
const CODE: Record<Level, string> = { province: 'province_code', regency: 'regency_code', district: 'district_code', village: 'code' };
/** Digits and dots of a code of each level. */
const WIDTH: Record<Level, number> = { province: 2, regency: 5, district: 8, village: 13 };
/** Degrees that a border may be off, so that it is right to a pixel of a small map. */
const TOLERANCE: Record<Level, number> = { province: 0.01, regency: 0.003, district: 0.0008, village: 0 };

/** Codes by their level, the larger areas first. */
function byLevel(codes: readonly string[]): { level: Level; codes: string[] }[] {
	return LEVELS.map((level) => ({ level, codes: codes.filter((code) => levelOf(code) === level) })).filter((one) => one.codes.length);
}

/** Every stated figure of the areas, by year, with status and source. */
export function figuresStatement(codes: readonly string[], indicator: string | null): string {
	const only = indicator === null ? '' : ` AND v.indicator = ${quoted(indicator)}`;
	return `SELECT v.area_code, i.id AS indicator, i.name_id, i.name_en, v.year, v.value, i.unit, v.status, v.period, v.lower, v.upper, v.source
FROM indicator_values v JOIN indicators i ON i.id = v.indicator
WHERE v.area_code IN (${list(codes)})${only}
ORDER BY i.id, v.area_code, v.year, v.source_rank NULLS LAST, v.source`;
}

/**
 * Villages of each area by the year in which they were first designated; none for those of which no source says it. Rows
 * without an area name the years of the rounds that were: in each of them an area without a village has zero.
 */
export function designationsStatement(codes: readonly string[]): string {
	const counts = byLevel(codes).map(
		({ level, codes }) => `SELECT substr(village_code, 1, ${WIDTH[level]}) AS area_code, year, count(*) AS villages\nFROM firsts\nWHERE substr(village_code, 1, ${WIDTH[level]}) IN (${list(codes)})\nGROUP BY 1, 2`
	);
	// What has no year counts always, as in coverage.
	const first = 'SELECT village_code, CASE WHEN count(*) = count(year) THEN min(year) END AS year FROM designations GROUP BY village_code';
	const rounds = "SELECT NULL AS area_code, year, 0 AS villages\nFROM rounds\nWHERE status <> 'draft'";
	return `WITH firsts AS (${first})\n${[...counts, rounds].join('\nUNION ALL\n')}\nORDER BY area_code NULLS LAST, year NULLS FIRST`;
}

/** The borders of the parts of areas of one level; what is known of them the server says with the comparison. */
export function partsStatement(level: Level, codes: readonly string[]): string | null {
	const child = childOf(level);
	return child && `SELECT code, ST_Simplify(geometry, ${TOLERANCE[level]}) AS geometry\nFROM ${TABLE[child]}\nWHERE ${CODE[level]} IN (${list(codes)})`;
}

/** The borders of areas of one level. */
export function outlinesStatement(level: Level, codes: readonly string[]): string {
	return `SELECT code, ST_Simplify(geometry, ${TOLERANCE[level]}) AS geometry\nFROM ${TABLE[level]}\nWHERE code IN (${list(codes)})`;
}

/** Everything that has to be asked for the borders on maps of these areas. */
export function mapStatements(codes: readonly string[]): { parts: string[]; outlines: string[] } {
	const levels = byLevel(codes);
	return {
		parts: levels.flatMap((one) => partsStatement(one.level, one.codes) ?? []),
		outlines: levels.map((one) => outlinesStatement(one.level, one.codes))
	};
}
