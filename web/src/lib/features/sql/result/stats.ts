import { columnClass, compareValues, isMissing, numberOf, type ColumnClass, type ResultColumn, type ResultRow } from './values';

/** What a column of the loaded rows holds. */
export interface ColumnStats {
	name: string;
	type: string;
	kind: ColumnClass;
	/** Rows looked at. */
	rows: number;
	missing: number;
	/** Different known values; `null` for geometry and lists, which are not compared. */
	distinct: number | null;
	/** The smallest and largest known value; `null` where there is none or no order. */
	min: unknown;
	max: unknown;
	/** Of numbers only. */
	mean: number | null;
	median: number | null;
	/** The most frequent values, at most three, where any value stands more than once. */
	frequent: { value: unknown; count: number }[];
	/** How the numbers are spread; `null` where they are all the same. */
	histogram: { edges: number[]; counts: number[] } | null;
}

const BINS = 16;

/** Statistics of one column over the rows with these numbers. */
export function columnStats(column: ResultColumn, rows: readonly ResultRow[], indices: readonly number[]): ColumnStats {
	const kind = columnClass(column.type);
	const counts = new Map<unknown, number>();
	const numbers: number[] = [];
	let missing = 0;
	let nested = false;
	let min: unknown = null;
	let max: unknown = null;
	for (const index of indices) {
		const value = rows[index]?.[column.name];
		if (isMissing(value)) {
			missing += 1;
			continue;
		}
		if (typeof value === 'object') {
			nested = true;
			continue;
		}
		counts.set(value, (counts.get(value) ?? 0) + 1);
		if (min === null || before(value, min, kind)) min = value;
		if (max === null || before(max, value, kind)) max = value;
		const number = kind === 'number' ? numberOf(value) : null;
		if (number !== null) numbers.push(number);
	}
	const sorted = Float64Array.from(numbers).sort();
	return {
		name: column.name,
		type: column.type,
		kind,
		rows: indices.length,
		missing,
		distinct: nested ? null : counts.size,
		min,
		max,
		mean: sorted.length ? meanOf(sorted) : null,
		median: medianOf(sorted),
		frequent: frequentOf(counts),
		histogram: histogramOf(sorted)
	};
}

/** The order of SQL's min and max: numbers as numbers, texts by their characters. */
function before(a: unknown, b: unknown, kind: ColumnClass): boolean {
	if (kind === 'number') return compareValues(a, b) < 0;
	return typeof a === 'string' && typeof b === 'string' ? a < b : compareValues(a, b) < 0;
}

function meanOf(values: Float64Array): number {
	// Moving mean: a sum of large numbers may leave the range that the mean lies in.
	let mean = 0;
	values.forEach((value, i) => (mean += (value - mean) / (i + 1)));
	return mean;
}

function medianOf(sorted: Float64Array): number | null {
	const middle = sorted.length >> 1;
	const high = sorted[middle];
	if (high === undefined) return null;
	const low = sorted[middle - 1];
	return sorted.length % 2 || low === undefined ? high : low + (high - low) / 2;
}

function frequentOf(counts: ReadonlyMap<unknown, number>): { value: unknown; count: number }[] {
	const most: { value: unknown; count: number }[] = [];
	for (const [value, count] of counts) {
		const last = most[2];
		if (count < 2 || (last && last.count >= count)) continue;
		most.push({ value, count });
		most.sort((a, b) => b.count - a.count);
		most.length = Math.min(most.length, 3);
	}
	return most;
}

/** Equally wide bins over sorted numbers; `null` when there is nothing to see. */
export function histogramOf(sorted: ArrayLike<number>): { edges: number[]; counts: number[] } | null {
	const low = sorted[0];
	const high = sorted[sorted.length - 1];
	if (low === undefined || high === undefined || !(high > low) || !Number.isFinite(high - low)) return null;
	const edges = Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? high : low + ((high - low) * i) / BINS));
	const counts = new Array<number>(BINS).fill(0);
	for (let i = 0; i < sorted.length; i++) {
		const bin = Math.min(BINS - 1, Math.floor((((sorted[i] ?? low) - low) / (high - low)) * BINS));
		counts[bin] = (counts[bin] ?? 0) + 1;
	}
	return { edges, counts };
}
