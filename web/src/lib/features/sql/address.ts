import { url, type NamedQuery } from '$lib/api';
import { defaultText } from './editor/params';

/** The rows that a run may bring, as the page offers them. */
export const LIMITS = [100, 1000, 10_000, 100_000] as const;
export const USUAL_LIMIT = 1000;

/** How the page shows a result. */
export const VIEWS = ['table', 'map', 'chart', 'columns'] as const;
export type View = (typeof VIEWS)[number];

/**
 * The longest statement that an address carries, in characters as they stand in the address. Proxies and mail programs
 * cut or refuse addresses of more than about 8,000; parameters need room too.
 */
export const LONGEST = 6000;

/** Whether the address can carry a statement. */
export function fitsAddress(sql: string): boolean {
	return encodeURIComponent(sql).length <= LONGEST;
}

/** What the address says of the page. `sql` is `null` where it says nothing. */
export interface Shared {
	sql: string | null;
	limit: number;
	view: View;
	question: string | null;
	/** Texts of the parameters, by name. */
	values: Record<string, string>;
}

/** An emptied field: an address leaves parameters without a text away, and what is not there has its default. */
const EMPTIED = ' ';

/** Reads the address. What it cannot mean is as if it were not there. */
export function readShared(search: URLSearchParams): Shared {
	const limit = Number(search.get('limit'));
	const view = search.get('view');
	return {
		sql: search.get('sql'),
		limit: (LIMITS as readonly number[]).includes(limit) ? limit : USUAL_LIMIT,
		view: VIEWS.find((one) => one === view) ?? 'table',
		question: search.get('question'),
		values: Object.fromEntries([...search].filter(([key]) => key.startsWith('p.')).map(([key, value]) => [key.slice(2), value === EMPTIED ? '' : value]))
	};
}

/**
 * The parameters of an address that says the same. A question that is as its author wrote it is named, not spelt out
 * (`written` is false then), and a statement that is too long is left out.
 */
export function writeShared({ sql, limit, view, question, values }: Shared, written = true): Record<string, string | null> {
	const params = Object.fromEntries(Object.entries(values).map(([name, value]) => [`p.${name}`, value || EMPTIED]));
	return {
		sql: written && sql !== null && fitsAddress(sql) ? sql : null,
		limit: limit === USUAL_LIMIT ? null : String(limit),
		view: view === 'table' ? null : view,
		question,
		...params
	};
}

/** What an address says of this page, to tell whether another one says something else. The language is no part of it. */
export function sameness(search: Iterable<[string, string | null]>): string {
	return new URLSearchParams([...search].filter((pair): pair is [string, string] => !!pair[1] && pair[0] !== 'lang')).toString();
}

/**
 * Where programs that open addresses (a spreadsheet, a map program, a notebook) find what a question answers with these
 * parameters, as CSV that Excel reads too. `null` where an emptied field cannot be said: what an address leaves out has
 * its default.
 */
export function dataAddress(query: Pick<NamedQuery, 'name' | 'params'>, values: Record<string, string>, limit: number): string | null {
	const given = query.params.map((param) => ({ name: param.name, usual: defaultText(param), text: (values[param.name] ?? '').trim() }));
	if (given.some(({ usual, text }) => text === '' && usual !== '')) return null;
	const changed = Object.fromEntries(given.filter(({ usual, text }) => text !== usual).map(({ name, text }) => [name, text]));
	return url(`/api/v1/queries/${encodeURIComponent(query.name)}`, { ...changed, limit, format: 'csv', bom: true });
}
