import { childOf, levelOf, pathOf, type Level } from '$lib/state/codes';

const text = (code: string) => `'${code.replaceAll("'", "''")}'`;
const TABLE: Record<Level, string> = { province: 'provinces', regency: 'regencies', district: 'districts', village: 'villages' };
const level = (code: string): Level => levelOf(code) ?? 'village';

/** The row of the area itself. */
export function areaStatement(code: string): string {
	const population = level(code) === 'village' ? '' : ', population';
	return `SELECT code, name, kind, lon, lat, area_km2${population}\nFROM ${TABLE[level(code)]}\nWHERE code = ${text(code)}`;
}

/** Everything that is stated of the area and of those above it: every indicator, year, status and source. */
export function figuresStatement(code: string): string {
	return `SELECT i.id AS indicator, v.area_code, v.year, v.value, i.unit, v.status, v.period, v.lower, v.upper, v.source
FROM indicator_values v JOIN indicators i ON i.id = v.indicator
WHERE v.area_code IN (${pathOf(code).map(text).join(', ')})
ORDER BY i.id, v.area_code DESC, v.year DESC, v.source_rank NULLS LAST, v.source`;
}

/** How the area and those above it are covered; a village has no coverage of its own. */
export function coverageStatement(code: string): string {
	return pathOf(code)
		.filter((one) => level(one) !== 'village')
		.map((one) => `SELECT code, name, villages, designated, need, need_year, per_1000, expected, gap, rank, ltsa, status, parts, parts_with_need\nFROM coverage_by_${level(one)}\nWHERE code = ${text(one)}`)
		.join('\nUNION ALL\n');
}

/** Rows about the area itself or about an area within it. */
function within(column: string, code: string): string {
	return `(${column} = ${text(code)} OR starts_with(${column}, ${text(`${code}.`)}))`;
}

/** Villages of the area that take part in a programme. */
export function designationsStatement(code: string): string {
	return `SELECT d.village_code, v.name, d.programme, p.name AS programme_name, d.round, d.year, d.status, d.funding, d.source, d.note
FROM designations d
JOIN villages v ON v.code = d.village_code
LEFT JOIN programmes p ON p.id = d.programme
WHERE ${within('d.village_code', code)}
ORDER BY d.programme, d.village_code, d.year NULLS LAST`;
}

/** Offices that serve the area, its parts, or an area that it lies in. */
export function officesStatement(code: string): string {
	return `SELECT id, area_code, name, since, status, placed_by_rule, location_basis, source, note
FROM ltsa_offices
WHERE ${within('area_code', code)} OR area_code IN (${pathOf(code).map(text).join(', ')})
ORDER BY area_code DESC, id`;
}

/** The desks that are recorded of all offices, each by the name of its kind: the nearest office to an area may serve another. */
export const DESKS = `SELECT d.office, d.desk_type, min(k.name_id) AS name_id, min(k.name_en) AS name_en, d.since, d.until
FROM office_desks d
LEFT JOIN ltsa_desks k ON k.desk_type = d.desk_type
GROUP BY d.office, d.desk_type, d.since, d.until
ORDER BY d.office, d.desk_type`;

/** Published figures about exactly this area. */
export function claimsStatement(code: string): string {
	return `SELECT *\nFROM claims\nWHERE area_code = ${text(code)}\nORDER BY metric, as_of DESC NULLS LAST, id`;
}

/** How many villages of the country the register names. */
export const NAMED = `SELECT count(DISTINCT village_code) AS named FROM designations WHERE programme = 'desmigratif'`;

/** The areas of the next level within it; of those that coverage is counted of, with their coverage. */
export function childrenStatement(code: string): string | null {
	const below = childOf(level(code));
	if (below === null) return null;
	if (below === 'village') return `SELECT code, name, kind, designated\nFROM village_indicators\nWHERE district_code = ${text(code)}\nORDER BY code`;
	return `SELECT code, name, villages, designated, need, need_year, per_1000, gap, rank, ltsa, status\nFROM coverage_by_${below}\nWHERE ${within('code', code)}\nORDER BY code`;
}
