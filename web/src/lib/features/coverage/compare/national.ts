import { api, type Indicator } from '$lib/api';
import { LEVELS, type Level } from '$lib/state/codes';

/** What an indicator is in the whole country, and of how many of its areas it is known. */
export interface National {
	value: number;
	known: number;
	of: number;
}

const TABLE: Record<Level, string> = { province: 'provinces', regency: 'regencies', district: 'districts', village: 'villages' };
const CODE: Record<Level, string> = { province: 'province_code', regency: 'regency_code', district: 'district_code', village: 'code' };
const column = (id: string) => `"${id.replaceAll('"', '""')}"`;

/** How an indicator of the country is made from the areas that it is known of: docs/dataset.md, *The value of an area*. */
function made(indicator: Indicator): string {
	const value = `p.${column(indicator.id)}`;
	if (indicator.aggregate === 'sum') return `sum(${value})`;
	const mean = `sum(${value} * p.villages) / nullif(sum(p.villages) FILTER (WHERE ${value} IS NOT NULL), 0)`;
	const by = indicator.aggregate === 'mean_by_population' && indicator.level !== 'village' ? 'a.population' : indicator.aggregate === 'mean_by_area' ? 'a.area_km2' : null;
	if (by === null) return mean;
	// Where residents or area are not known of every area with a value, all of them count by their villages.
	return `CASE WHEN count(*) FILTER (WHERE ${value} IS NOT NULL AND ${by} IS NULL) = 0\n         THEN sum(${value} * ${by}) / nullif(sum(${by}) FILTER (WHERE ${value} IS NOT NULL), 0) ELSE ${mean} END`;
}

/** The statement that answers for all indicators that are known at one level. */
export function nationalStatement(level: Level, indicators: readonly Indicator[]): string {
	const code = CODE[level];
	const parts = indicators.map((one) => `max(${column(one.id)}) AS ${column(one.id)}`).join(', ');
	const values = indicators.map((one, i) => `${made(one)} AS v${i}, count(p.${column(one.id)}) AS k${i}`).join(',\n       ');
	return `WITH parts AS (SELECT ${code === 'code' ? 'code' : `${code} AS code`}, count(*) AS villages, ${parts} FROM village_indicators GROUP BY 1)
SELECT count(*) AS areas,
       ${values}
FROM parts p JOIN ${TABLE[level]} a ON a.code = p.code`;
}

/** The country's value of each indicator, by its id; of those that are known anywhere. */
export async function loadNational(indicators: readonly Indicator[], signal: AbortSignal): Promise<Map<string, National>> {
	const levels = LEVELS.map((level) => ({ level, ones: indicators.filter((one) => one.level === level) })).filter(({ ones }) => ones.length);
	const rows = await Promise.all(levels.map(async ({ level, ones }) => ({ ones, row: (await api.sql({ sql: nationalStatement(level, ones) }, { signal })).items[0] })));
	return new Map(
		rows.flatMap(({ ones, row }) =>
			ones.flatMap((one, i): [string, National][] => {
				const [value, known, of] = [row?.[`v${i}`], Number(row?.[`k${i}`]), Number(row?.['areas'])];
				return typeof value === 'number' && known > 0 ? [[one.id, { value, known, of }]] : [];
			})
		)
	);
}
