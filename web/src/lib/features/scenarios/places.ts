import { api } from '$lib/api';

/** What a map and a list need to know of a village. */
export interface Place {
	name: string;
	regency: string;
	province: string;
	/** Longitude and latitude in degrees; `null` where the dataset has no point. */
	at: [number, number] | null;
}

const quoted = (codes: readonly string[]) => codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');

/** Villages by code, as the dataset of now has them. */
export async function villagesOf(codes: readonly string[], signal?: AbortSignal): Promise<Map<string, Place>> {
	if (!codes.length) return new Map();
	const sql = `SELECT v.code, v.name, r.name AS regency, p.name AS province, v.lon, v.lat
FROM villages v LEFT JOIN regencies r ON r.code = v.regency_code LEFT JOIN provinces p ON p.code = v.province_code
WHERE v.code IN (${quoted(codes)})`;
	const { items } = await api.sql({ sql, limit: codes.length }, signal ? { signal } : {});
	return new Map(
		items.map((row) => [
			String(row['code']),
			{
				name: String(row['name']),
				regency: String(row['regency'] ?? ''),
				province: String(row['province'] ?? ''),
				at: typeof row['lon'] === 'number' && typeof row['lat'] === 'number' ? [row['lon'], row['lat']] : null
			} satisfies Place
		])
	);
}

/** Names of regencies or provinces by code. */
export async function areaNames(codes: readonly string[], signal?: AbortSignal): Promise<Map<string, string>> {
	if (!codes.length) return new Map();
	const list = quoted(codes);
	const sql = `SELECT code, name FROM provinces WHERE code IN (${list}) UNION ALL SELECT code, name FROM regencies WHERE code IN (${list})`;
	const { items } = await api.sql({ sql, limit: codes.length }, signal ? { signal } : {});
	return new Map(items.map((row) => [String(row['code']), String(row['name'])]));
}
