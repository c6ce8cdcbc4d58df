import { expect, it } from 'vitest';
import { forget, found, loadHistory, remember, saveHistory, type HistoryEntry } from './history';

const entry = (sql: string, at = 0): HistoryEntry => ({ sql, at, rows: 1 });

function memory(initial?: string) {
	let text = initial ?? null;
	return { getItem: () => text, setItem: (_: string, v: string) => void (text = v) };
}

it('moves a repeated statement to the front instead of listing it twice', () => {
	const history = remember(remember(remember([], entry('a')), entry('b')), entry(' a ', 9));
	expect(history.map((h) => [h.sql, h.at])).toEqual([
		['a', 9],
		['b', 0]
	]);
});

it('forgets the oldest after fifty and never keeps an empty statement', () => {
	let history: HistoryEntry[] = [];
	for (let i = 0; i < 60; i++) history = remember(history, entry(`select ${i}`));
	expect(history).toHaveLength(50);
	expect(remember(history, entry('  '))).toEqual(history);
});

it('survives a round trip and rejects what is not a history', () => {
	const storage = memory();
	saveHistory(storage, [entry('select 1')]);
	expect(loadHistory(storage)).toEqual([entry('select 1')]);
	expect(loadHistory(memory('{broken'))).toEqual([]);
	expect(loadHistory(memory('[{"sql": 5}]'))).toEqual([]);
});

it('finds and forgets statements', () => {
	const entries = [{ sql: 'SELECT a FROM Villages', at: 2, rows: 1 }, { sql: 'SELECT b', at: 1, rows: null, values: { n: '5' } }];
	expect(found(entries, ' villages ')).toEqual([entries[0]]);
	expect(found(entries, '')).toEqual(entries);
	expect(forget(entries, 'SELECT b')).toEqual([entries[0]]);
});
