import type { RankedVillage, Ranking } from './types';

/**
 * All rows of a ranking in columns: the whole country (75,000 villages, 48 MB of JSON) in about 15 MB. Rows
 * are put together again one at a time, for what is on the screen. NaN stands for a missing number.
 */
export interface RankedColumns {
	plan_hash: string;
	codes: string[];
	names: string[];
	kinds: string[];
	/** Names of regencies with their provinces, each once; `place` holds the index. */
	places: { regency: string; province: string }[];
	place: Uint16Array;
	/** 0 stands for a rank that is not known. */
	rank: Int32Array;
	best: Int32Array;
	worst: Int32Array;
	score: Float64Array;
	present: Float32Array;
	criteria: string[];
	/** By criterion: parts of the score and values. */
	parts: Float32Array[];
	raw: Float64Array[];
}

/** The columns of an answer. */
export function columnsOf({ plan_hash, criteria, items }: Pick<Ranking, 'plan_hash' | 'criteria' | 'items'>): RankedColumns {
	const n = items.length;
	const ids = criteria.map((one) => one.indicator);
	const places: RankedColumns['places'] = [];
	const known = new Map<string, number>();
	const columns: RankedColumns = {
		plan_hash,
		codes: new Array<string>(n),
		names: new Array<string>(n),
		kinds: new Array<string>(n),
		places,
		place: new Uint16Array(n),
		rank: new Int32Array(n),
		best: new Int32Array(n),
		worst: new Int32Array(n),
		score: new Float64Array(n),
		present: new Float32Array(n),
		criteria: ids,
		parts: ids.map(() => new Float32Array(n)),
		raw: ids.map(() => new Float64Array(n))
	};
	items.forEach((item, i) => {
		const [regency, province] = [item.regency_name ?? '', item.province_name ?? ''];
		const key = `${regency}\n${province}`;
		let place = known.get(key);
		if (place === undefined) {
			known.set(key, (place = places.length));
			places.push({ regency, province });
		}
		columns.codes[i] = item.id;
		columns.names[i] = item.name ?? '';
		columns.kinds[i] = item.kind ?? '';
		columns.place[i] = place;
		columns.rank[i] = item.rank ?? 0;
		columns.best[i] = item.rank_best ?? 0;
		columns.worst[i] = item.rank_worst ?? 0;
		columns.score[i] = item.score ?? NaN;
		columns.present[i] = item.weight_present ?? NaN;
		ids.forEach((id, k) => {
			(columns.parts[k] as Float32Array)[i] = item.parts[id] ?? NaN;
			(columns.raw[k] as Float64Array)[i] = item.raw[id] ?? NaN;
		});
	});
	return columns;
}

/** One row as the server gave it. */
export function rowOf(columns: RankedColumns, i: number): RankedVillage {
	const place = columns.places[columns.place[i] ?? 0];
	const known = (all: Float32Array | Float64Array | undefined) => {
		const value = all?.[i] ?? NaN;
		return Number.isNaN(value) ? null : value;
	};
	const values = (all: readonly (Float32Array | Float64Array)[]) => Object.fromEntries(columns.criteria.map((id, k) => [id, known(all[k])]));
	return {
		id: columns.codes[i] ?? '',
		name: columns.names[i] || null,
		kind: columns.kinds[i] || null,
		regency_name: place?.regency || null,
		province_name: place?.province || null,
		rank: columns.rank[i] || null,
		rank_best: columns.best[i] || null,
		rank_worst: columns.worst[i] || null,
		score: known(columns.score),
		weight_present: known(columns.present),
		parts: values(columns.parts),
		raw: values(columns.raw)
	};
}

/** The memory that can be handed over from a worker instead of being copied. */
export function buffersOf(columns: RankedColumns): ArrayBuffer[] {
	const all = [columns.place, columns.rank, columns.best, columns.worst, columns.score, columns.present, ...columns.parts, ...columns.raw];
	return all.map((one) => one.buffer as ArrayBuffer);
}
