import type { RankedColumns } from '$lib/api';

/** By what the list is ordered: one of the names, or the id of a criterion. */
export type SortKey = 'rank' | 'interval' | 'name' | 'regency' | (string & {});

export interface Filter {
	/** Every word must occur in name, regency, province or code. */
	text: string;
	/** Without the villages of the basket. */
	without: ReadonlySet<string> | null;
	/** Only these villages: those that somebody proposes. */
	only?: { has: (code: string) => boolean } | null;
	/** Only where a criterion has no value. */
	incomplete: boolean;
}

export interface Sort {
	key: SortKey;
	descending: boolean;
}

/** Places of the rows that a filter keeps, in order. Equal rows stay in the order of their ranks; missing values come last. */
export function arrange(columns: RankedColumns, sort: Sort, filter: Filter, compare: (a: string, b: string) => number): Int32Array {
	const kept = keep(columns, filter);
	if (sort.key === 'rank') return sort.descending ? kept.reverse() : kept;
	const sign = sort.descending ? -1 : 1;
	const by = numbers(columns, sort.key, compare);
	return kept.sort((a, b) => {
		const [x, y] = [by[a] ?? NaN, by[b] ?? NaN];
		if (x === y) return a - b;
		if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y) ? a - b : Number.isNaN(x) ? 1 : -1;
		return sign * (x - y);
	});
}

function keep(columns: RankedColumns, { text, without, only, incomplete }: Filter): Int32Array {
	const words = text.toLocaleLowerCase('id').split(/\s+/).filter(Boolean);
	const places = columns.places.map((one) => `${one.regency} ${one.province}`.toLocaleLowerCase('id'));
	const kept = new Int32Array(columns.codes.length);
	let n = 0;
	columns.codes.forEach((code, i) => {
		if (without?.has(code)) return;
		if (only && !only.has(code)) return;
		if (incomplete && (columns.present[i] ?? 1) > 0.9999) return;
		if (words.length) {
			const all = `${(columns.names[i] ?? '').toLocaleLowerCase('id')} ${places[columns.place[i] ?? 0] ?? ''} ${code}`;
			if (!words.every((word) => all.includes(word))) return;
		}
		kept[n] = i;
		n += 1;
	});
	return kept.slice(0, n);
}

/** What is compared, as numbers: texts by their place in the language's order, so that each is compared once. */
function numbers(columns: RankedColumns, key: SortKey, compare: (a: string, b: string) => number): ArrayLike<number> {
	if (key === 'interval') return columns.worst.map((worst, i) => worst - (columns.best[i] ?? worst));
	if (key === 'name') return alphabetical(columns.names, compare);
	if (key === 'regency') {
		const order = alphabetical(columns.places.map((one) => `${one.regency} ${one.province}`), compare);
		return Float64Array.from(columns.place, (place) => order[place] ?? NaN);
	}
	return columns.raw[columns.criteria.indexOf(key)] ?? columns.rank;
}

function alphabetical(texts: readonly string[], compare: (a: string, b: string) => number): Float64Array {
	const places = new Map([...new Set(texts)].sort(compare).map((text, i) => [text, i]));
	return Float64Array.from(texts, (text) => places.get(text) ?? NaN);
}
