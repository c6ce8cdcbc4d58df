import { tableNamed, tablesIn, type FunctionInfo, type TableInfo } from './completion';

/** What the catalogue says of a name: shown beside a completion and under the pointer. */
export interface Doc {
	/** The name with its type or signature. */
	head: string;
	text: string;
	/** Unit, source, year. */
	facts: readonly string[];
	example: string | null;
}

export function functionDoc(f: FunctionInfo): Doc {
	return { head: f.signature || f.name, text: f.description, facts: f.facts ?? [], example: f.example ?? null };
}

export function tableDoc(table: TableInfo): Doc {
	return { head: table.name, text: table.description, facts: table.facts ?? [], example: null };
}

export function columnDoc(table: TableInfo, column: TableInfo['columns'][number]): Doc {
	return { head: `${table.name}.${column.name} ${column.type}`, text: column.description, facts: column.facts ?? [], example: null };
}

/** The documentation of the name at a place of a statement, and where that name stands. */
export function docAt(sql: string, at: number, tables: readonly TableInfo[], functions: readonly FunctionInfo[]): { from: number; to: number; docs: Doc[] } | null {
	const before = /[A-Za-z_]\w*$/.exec(sql.slice(0, at))?.[0] ?? '';
	const after = /^\w*/.exec(sql.slice(at))?.[0] ?? '';
	const name = (before + after).toLowerCase();
	const [from, to] = [at - before.length, at + after.length];
	if (!/^[a-z_]/.test(name)) return null;
	const same = (one: { name: string }) => one.name.toLowerCase() === name;
	const docs: Doc[] = [];
	const prefix = /([A-Za-z_]\w*)\.$/.exec(sql.slice(0, from))?.[1];
	const called = /^\s*\(/.test(sql.slice(to));
	if (prefix !== undefined) {
		const table = tableNamed(sql, prefix, tables);
		const column = table?.columns.find(same);
		if (table && column) docs.push(columnDoc(table, column));
	} else if (called) {
		docs.push(...functions.filter(same).map(functionDoc));
	} else {
		docs.push(...tables.filter(same).map(tableDoc));
		for (const table of tablesIn(sql, tables)) docs.push(...table.columns.filter(same).map((column) => columnDoc(table, column)));
	}
	return docs.length ? { from, to, docs } : null;
}

/** The documentation as elements of the page. */
export function docElement(docs: readonly Doc[], exampleLabel: string): HTMLElement {
	const box = document.createElement('div');
	box.className = 'cm-doc';
	const add = (tag: string, text: string, parent: HTMLElement = box) => {
		const element = document.createElement(tag);
		element.textContent = text;
		return parent.appendChild(element);
	};
	for (const doc of docs.slice(0, 4)) {
		add('code', doc.head);
		if (doc.text) add('p', doc.text);
		if (doc.facts.length) add('small', doc.facts.join(' · '));
		if (doc.example) add('code', doc.example, add('p', `${exampleLabel} `));
	}
	return box;
}
