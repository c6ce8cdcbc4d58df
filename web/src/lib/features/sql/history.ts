/** A statement that ran, as kept in this browser. */
export interface HistoryEntry {
	sql: string;
	/** Milliseconds since 1970, when it last ran. */
	at: number;
	/** Rows of the last run; `null` when it failed. */
	rows: number | null;
	/** The named question that it is, and the texts of its parameters. */
	question?: string | null;
	values?: Record<string, string>;
	/** Milliseconds that the last run took on the server. */
	elapsed?: number;
}

/** Where a history is kept: `localStorage`, or anything like it. */
export type Storage = Pick<globalThis.Storage, 'getItem' | 'setItem'>;

const KEY = 'desmigratif.sql.history';
const LIMIT = 50;

/** The history with `entry` first. A statement stands in it once, with its last run. */
export function remember(history: readonly HistoryEntry[], entry: HistoryEntry): HistoryEntry[] {
	const sql = entry.sql.trim();
	if (sql === '') return [...history];
	return [{ ...entry, sql }, ...history.filter((h) => h.sql !== sql)].slice(0, LIMIT);
}

/** The statements in which a text stands, whatever its case. */
export function found(history: readonly HistoryEntry[], text: string): HistoryEntry[] {
	const needle = text.trim().toLowerCase();
	return history.filter((entry) => entry.sql.toLowerCase().includes(needle));
}

/** The history without a statement. */
export function forget(history: readonly HistoryEntry[], sql: string): HistoryEntry[] {
	return history.filter((entry) => entry.sql !== sql);
}

/** The kept history; empty when there is none or it cannot be read. */
export function loadHistory(storage: Storage): HistoryEntry[] {
	try {
		const parsed: unknown = JSON.parse(storage.getItem(KEY) ?? '[]');
		return Array.isArray(parsed) ? parsed.filter(isEntry).slice(0, LIMIT) : [];
	} catch {
		// Private windows refuse storage, and a broken entry must not break the page: begin anew.
		return [];
	}
}

/** Keeps the history. A full or refused storage is no reason to fail: the history then lives as long as the page. */
export function saveHistory(storage: Storage, history: readonly HistoryEntry[]): void {
	try {
		storage.setItem(KEY, JSON.stringify(history));
	} catch {
		/* see above */
	}
}

function isEntry(value: unknown): value is HistoryEntry {
	const entry = value as Partial<HistoryEntry> | null;
	return (
		typeof entry?.sql === 'string' &&
		typeof entry.at === 'number' &&
		(entry.rows === null || typeof entry.rows === 'number') &&
		['object', 'undefined'].includes(typeof entry.values)
	);
}
