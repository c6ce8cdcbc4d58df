import { api, type Indicator, type Level } from '$lib/api';

/** A choice: what is sent, and what is read. */
export interface Choice {
	value: string;
	name: { name_id: string; name_en: string };
	/** Of which programme it is, where it is of one. */
	programme?: string | undefined;
}

/** The choices that the server has. */
export type Lists = Record<'programmes' | 'rounds' | 'pillars' | 'offices' | 'desks' | 'institutions', Choice[]>;

const STATEMENTS: Record<keyof Lists, string> = {
	programmes: 'SELECT id AS value, name FROM programmes ORDER BY id',
	rounds: 'SELECT id AS value, name, programme FROM rounds ORDER BY year DESC, id',
	pillars: 'SELECT pillar_no AS value, name_id, name_en, programme FROM pillars ORDER BY pillar_no',
	offices: 'SELECT id AS value, name FROM ltsa_offices ORDER BY name',
	desks: 'SELECT DISTINCT desk_type AS value, first_value(name_id ORDER BY version) AS name_id, first_value(name_en ORDER BY version) AS name_en FROM ltsa_desks GROUP BY desk_type ORDER BY 1',
	institutions: 'SELECT id AS value, name FROM institutions ORDER BY name'
};

/** Reads all choices. */
export async function loadLists(signal: AbortSignal): Promise<Lists> {
	const read = async (key: keyof Lists): Promise<[string, Choice[]]> => {
		const { items } = await api.sql({ sql: STATEMENTS[key], limit: 2000 }, { signal });
		const choice = (row: (typeof items)[number]): Choice => {
			const text = (field: string) => String(row[field] ?? row['name'] ?? row['value']);
			return { value: String(row['value']), name: { name_id: text('name_id'), name_en: text('name_en') }, programme: row['programme'] == null ? undefined : String(row['programme']) };
		};
		return [key, items.map(choice)];
	};
	return Object.fromEntries(await Promise.all((Object.keys(STATEMENTS) as (keyof Lists)[]).map(read))) as unknown as Lists;
}

const ORDER: Level[] = ['province', 'regency', 'district', 'village'];

/** The indicators that are known at this level or below it: of others the area has the value of the one above. */
export function indicatorsAt(level: Level, all: readonly Indicator[]): Choice[] {
	const own = all.filter((one) => ORDER.indexOf(level) <= ORDER.indexOf(one.level) && !one.id.endsWith('_distance_km') && one.id !== 'area_km2');
	return own.map((one) => ({ value: one.id, name: { name_id: one.name_id, name_en: one.name_en } }));
}
