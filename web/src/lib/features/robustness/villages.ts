import type { FeatureCollection, Point } from 'geojson';
import { api, type Plan, type Sensitivity } from '$lib/api';
import type { VillageTable } from '$lib/plan/document/table';
import { verdictOf, type Verdict } from './verdict';

/** A village that is in on some weighting. */
export interface Village {
	code: string;
	name: string;
	regency: string;
	/** Share of the weightings on which it is in. */
	share: number;
	verdict: Verdict;
	/** Its leading criterion has a value. */
	known: boolean;
	/** Its official rank; `null` beyond the ranks that were read. */
	rank: number | null;
	/** The plan's own set has it. */
	selected: boolean;
}

/** Villages of an answer: who they are, and what shares say of them. */
export interface Described {
	view(shares: Readonly<Record<string, number>>): { villages: Village[]; points: FeatureCollection<Point> };
}

/** So many official ranks are read. */
export const RANKS = 2000;
/** So many codes go into one statement. */
const CODES = 1500;

/** Names, official ranks and places of the villages that a sensitivity answer speaks about. */
export async function describe(plan: Plan, lead: string | null, table: VillageTable, answer: Sensitivity, signal: AbortSignal): Promise<Described> {
	const items = answer.selection?.items ?? [];
	const codes = [...new Set([...Object.keys(answer.top_k).filter((code) => (answer.top_k[code] ?? 0) > 0), ...items.map((one) => one.id)])];
	const [ranks, ...parts] = await Promise.all([officialRanks(plan, signal), ...chunks(codes, CODES).map((some) => read(some, lead, table, signal))]);
	for (const { id, rank } of items) if (rank !== null) ranks.set(id, rank);
	const selected = new Set(answer.selection?.selected);
	const rows = parts.flat();
	return {
		view(shares) {
			const some = rows.filter((row) => (shares[row.code] ?? 0) > 0 || selected.has(row.code));
			return { villages: villagesOf(some, shares, ranks, selected), points: pointsOf(some, shares) };
		}
	};
}

interface Row {
	code: string;
	name: string;
	regency: string;
	known: boolean;
	lon: number | null;
	lat: number | null;
}

/** Villages as a list: what is contested is what there is to decide and comes first, then who is in most often. */
export function villagesOf(rows: readonly Row[], shares: Readonly<Record<string, number>>, ranks: ReadonlyMap<string, number | null>, selected: ReadonlySet<string>): Village[] {
	return rows
		.map(({ code, name, regency, known }): Village => {
			const share = shares[code] ?? 0;
			return { code, name, regency, share, known, verdict: verdictOf(share, known), rank: ranks.get(code) ?? null, selected: selected.has(code) };
		})
		.sort((a, b) => Number(b.verdict === 'contested') - Number(a.verdict === 'contested') || b.share - a.share || (a.rank ?? Infinity) - (b.rank ?? Infinity) || a.code.localeCompare(b.code));
}

async function officialRanks(plan: Plan, signal: AbortSignal): Promise<Map<string, number | null>> {
	const { items } = await api.rank({ ...plan, limit: RANKS }, { signal });
	return new Map(items.map((row) => [row.id, row.rank]));
}

async function read(codes: readonly string[], lead: string | null, table: VillageTable, signal: AbortSignal): Promise<Row[]> {
	const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
	const sql = `SELECT v.code, v.name, v.lon, v.lat, ${lead === null ? 'true' : `v."${lead.replaceAll('"', '""')}" IS NOT NULL`} AS known, r.name AS regency FROM ${table} v LEFT JOIN regencies r ON r.code = v.regency_code WHERE v.code IN (${list})`;
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
function pointsOf(rows: readonly Row[], shares: Readonly<Record<string, number>>): FeatureCollection<Point> {
	return {
		type: 'FeatureCollection',
		features: rows.flatMap(({ code, known, lon, lat }) => {
			const share = shares[code] ?? 0;
			const verdict = verdictOf(share, known);
			if (verdict === 'out' || lon === null || lat === null) return [];
			return [{ type: 'Feature' as const, properties: { code, verdict, share }, geometry: { type: 'Point' as const, coordinates: [lon, lat] } }];
		})
	};
}

function chunks<T>(all: readonly T[], size: number): T[][] {
	return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));
}
