import type { FeatureCollection, Point } from 'geojson';
import { api, type Plan, type Sensitivity } from '$lib/api';
import { verdictOf, type Verdict } from './verdict';

/** A village that is among the first K on some weighting. */
export interface Village {
	code: string;
	name: string;
	regency: string;
	/** Share of the weightings in which it is among the first K. */
	share: number;
	verdict: Verdict;
	/** Its leading criterion has a value. */
	known: boolean;
	/** Its official rank; `null` beyond the ranks that were read. */
	rank: number | null;
}

/** So many official ranks are read. */
export const RANKS = 2000;
/** So many codes go into one statement. */
const CODES = 1500;

/** Names, official ranks and places of the villages that a sensitivity answer speaks about. */
export async function describe(plan: Plan, lead: string | null, answer: Sensitivity, signal: AbortSignal): Promise<{ villages: Village[]; points: FeatureCollection<Point> }> {
	const codes = Object.keys(answer.top_k).filter((code) => (answer.top_k[code] ?? 0) > 0);
	const [ranks, ...parts] = await Promise.all([officialRanks(plan, signal), ...chunks(codes, CODES).map((some) => read(some, lead, signal))]);
	const rows = parts.flat();
	const villages = rows.map(({ code, name, regency, known }): Village => {
		const share = answer.top_k[code] ?? 0;
		return { code, name, regency, share, known, verdict: verdictOf(share, known), rank: ranks.get(code) ?? null };
	});
	villages.sort((a, b) => b.share - a.share || (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.code.localeCompare(b.code));
	return { villages, points: pointsOf(rows, answer.top_k) };
}

async function officialRanks(plan: Plan, signal: AbortSignal): Promise<Map<string, number | null>> {
	const { items } = await api.rank({ ...plan, limit: RANKS }, { signal });
	return new Map(items.map((row) => [row.id, row.rank]));
}

interface Row {
	code: string;
	name: string;
	regency: string;
	known: boolean;
	lon: number | null;
	lat: number | null;
}

async function read(codes: readonly string[], lead: string | null, signal: AbortSignal): Promise<Row[]> {
	const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
	const sql = `SELECT v.code, v.name, v.lon, v.lat, ${lead === null ? 'true' : `v."${lead.replaceAll('"', '""')}" IS NOT NULL`} AS known, r.name AS regency FROM village_indicators v LEFT JOIN regencies r ON r.code = v.regency_code WHERE v.code IN (${list})`;
	const { items } = await api.sql({ sql, limit: codes.length }, { signal });
	return items.map((row) => ({
		code: String(row['code']),
		name: String(row['name'] ?? row['code']),
		regency: String(row['regency'] ?? ''),
		known: row['known'] === true,
		lon: typeof row['lon'] === 'number' ? row['lon'] : null,
		lat: typeof row['lat'] === 'number' ? row['lat'] : null
	}));
}

/** Points of the villages that are in, contested, or in without their leading criterion. */
function pointsOf(rows: readonly Row[], topK: Readonly<Record<string, number>>): FeatureCollection<Point> {
	return {
		type: 'FeatureCollection',
		features: rows.flatMap(({ code, known, lon, lat }) => {
			const share = topK[code] ?? 0;
			const verdict = verdictOf(share, known);
			if (verdict === 'out' || lon === null || lat === null) return [];
			return [{ type: 'Feature' as const, properties: { code, verdict, share }, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }];
		})
	};
}

function chunks<T>(all: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
