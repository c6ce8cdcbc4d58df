import type { RankedVillage } from '$lib/api';

/** A village in the official ranking and in another one; `null` is beyond the ranks that were read. */
export interface Shift {
	id: string;
	name: string;
	regency: string;
	official: number | null;
	other: number | null;
	/** Places gained by the other method: above 0 is up. */
	gain: number | null;
	/** Crosses the cut-off by the other method. */
	crossing: 'enters' | 'leaves' | null;
}

export interface Comparison {
	rows: Shift[];
	/** How many of the first `count` are the same. */
	same: number;
	/** Mean change of rank of the official first `count`; a lower bound where some are beyond what was read. */
	mean: number;
	/** How many of them are beyond. */
	beyond: number;
}

/** Lays two rankings beside each other for the villages that are among the first `count` of either; `read` ranks of each are known. */
export function compareRankings(official: readonly RankedVillage[], other: readonly RankedVillage[], count: number, read: number): Comparison {
	const [a, b] = [byId(official), byId(other)];
	const inside = (rank: number | null) => rank !== null && rank <= count;
	const ids = new Set([...official, ...other].filter((row) => inside(row.rank)).map((row) => row.id));
	const rows = [...ids].map((id): Shift => {
		const row = a.get(id) ?? b.get(id);
		const [official, other] = [a.get(id)?.rank ?? null, b.get(id)?.rank ?? null];
		return {
			id,
			name: row?.name ?? id,
			regency: row?.regency_name ?? '',
			official,
			other,
			gain: official === null || other === null ? null : official - other,
			crossing: inside(official) === inside(other) ? null : inside(other) ? 'enters' : 'leaves'
		};
	});
	const first = rows.filter((row) => inside(row.official));
	const moved = first.reduce((sum, row) => sum + Math.abs((row.official ?? 0) - (row.other ?? read + 1)), 0);
	return {
		rows,
		same: first.filter((row) => inside(row.other)).length,
		mean: first.length ? moved / first.length : 0,
		beyond: first.filter((row) => row.other === null).length
	};
}

const byId = (rows: readonly RankedVillage[]) => new Map(rows.map((row) => [row.id, row]));
