import type { ComparedVillage, Comparison } from '$lib/api';
import { toCsv } from '$lib/files/csv';

/** How many scenarios fit side by side. */
export const COMPARE_MIN = 2;
export const COMPARE_MAX = 6;

/** Scenarios are called A to F beside each other: on the map, in tables and in the file. */
export const letterOf = (index: number): string => 'ABCDEF'[index] ?? '?';

/** Where a village is selected: in all, in several, or in the one scenario with this place in the list. */
export type Group = 'all' | 'some' | number;

export function groupOf(item: ComparedVillage, ids: readonly string[]): Group {
	if (item.selected_in.length === ids.length) return 'all';
	const only = item.selected_in.length === 1 ? ids.indexOf(item.selected_in[0] ?? '') : -1;
	return only >= 0 ? only : 'some';
}

/** What is drawn for a group: its colour, the letter on it, and the colour of the letter. */
export interface Look {
	colour: string;
	letter: string;
	ink: string;
}

/** Okabe & Ito (2008): eight colours that colour-blind readers tell apart; the letters say the same. */
const ONLY = ['#0072b2', '#e69f00', '#009e73', '#cc79a7', '#56b4e9', '#d55e00'] as const;

export function lookOf(group: Group, dark: boolean): Look {
	if (group === 'all') return { colour: dark ? '#f2f4f1' : '#1c2421', letter: '', ink: dark ? '#000000' : '#ffffff' };
	if (group === 'some') return { colour: '#9aa09c', letter: '+', ink: '#000000' };
	return { colour: ONLY[group] ?? '#9aa09c', letter: letterOf(group), ink: group === 0 ? '#ffffff' : '#000000' };
}

/** A column to sort by: `rank:2` is the rank in the third scenario. */
export type CompareColumn = 'code' | 'name' | 'regency' | 'in' | 'shift' | `rank:${number}`;

/** What the address says, or nothing sensible: then `null`, the order of the server. */
export function readSort(text: string | null, scenarios: number): { column: CompareColumn; descending: boolean } | null {
	const descending = text?.startsWith('-') ?? false;
	const column = descending ? text?.slice(1) : text;
	const rank = /^rank:(\d)$/.exec(column ?? '');
	if (rank ? Number(rank[1]) >= scenarios : !['code', 'name', 'regency', 'in', 'shift'].includes(column ?? '')) return null;
	return { column: column as CompareColumn, descending };
}

/** Villages by one column; those without a value stay last in both directions. */
export function sortVillages(
	items: readonly ComparedVillage[],
	ids: readonly string[],
	sort: { column: CompareColumn; descending: boolean } | null,
	compareText: (a: string, b: string) => number
): ComparedVillage[] {
	if (!sort) return [...items];
	const value = (item: ComparedVillage): string | number | null => {
		if (sort.column === 'code') return item.code;
		if (sort.column === 'name') return item.name ?? item.code;
		if (sort.column === 'regency') return item.regency_name;
		if (sort.column === 'in') return item.selected_in.length;
		if (sort.column === 'shift') return item.rank_shift;
		return item.ranks[ids[Number(sort.column.slice(5))] ?? ''] ?? null;
	};
	const way = sort.descending ? -1 : 1;
	return items
		.map((item, at) => ({ item, at, value: value(item) }))
		.sort((a, b) => {
			if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null) || a.at - b.at;
			const order = typeof a.value === 'string' ? compareText(a.value, String(b.value)) : a.value - Number(b.value);
			return way * order || a.at - b.at;
		})
		.map(({ item }) => item);
}

/** The villages as CSV: where each is selected, its ranks and their shift. Names of columns carry the scenarios' names. */
export function compareCsv(comparison: Comparison, items: readonly ComparedVillage[]): string {
	const all = comparison.scenarios;
	const named = all.map((one, i) => `${letterOf(i)}: ${one.name}`);
	const header = ['code', 'name', 'regency_name', 'selected_in', ...named.map((name) => `selected ${name}`), ...named.map((name) => `rank ${name}`), 'rank_shift'];
	return toCsv(
		header,
		items.map((item) => [
			item.code,
			item.name,
			item.regency_name,
			all.flatMap((one, i) => (item.selected_in.includes(one.id) ? [letterOf(i)] : [])).join(' '),
			...all.map((one) => (item.selected_in.includes(one.id) ? 1 : 0)),
			...all.map((one) => item.ranks[one.id] ?? null),
			item.rank_shift
		])
	);
}
