import type { Completion } from '@codemirror/autocomplete';
import type { SQLNamespace } from '@codemirror/lang-sql';

/** What completion needs of a table. */
export interface TableInfo {
	name: string;
	kind: string;
	description: string;
	/** What else is known: rows, the year. */
	facts?: string[];
	columns: { name: string; type: string; unit?: string | null; description: string; /** Unit, source, year. */ facts?: string[] }[];
}

/** What completion needs of a function. */
export interface FunctionInfo {
	name: string;
	signature: string;
	description: string;
	facts?: string[];
	/** A call that can be run. */
	example?: string | null;
}

/** The columns of a table with type and unit. */
export function columnCompletions(table: TableInfo): Completion[] {
	return table.columns.map((column) => ({
		label: column.name,
		type: 'property',
		detail: column.unit ? `${column.type}, ${column.unit}` : column.type,
		info: column.description
	}));
}

/** Tables and their columns as the SQL language of the editor takes them. */
export function schemaNamespace(tables: readonly TableInfo[], columnsOf: (table: TableInfo) => Completion[] = columnCompletions): SQLNamespace {
	return Object.fromEntries(
		tables.map((table) => [
			table.name,
			{ self: { label: table.name, type: 'type', detail: table.kind, info: table.description }, children: columnsOf(table) }
		])
	);
}

/** Functions as completions that leave the cursor between the parentheses. */
export function functionCompletions(functions: readonly FunctionInfo[]): (Completion & { text: string })[] {
	return functions.map((f) => ({
		label: f.name,
		text: `${f.name}()`,
		type: 'function',
		detail: f.signature.toLowerCase().startsWith(f.name.toLowerCase()) ? f.signature.slice(f.name.length) : f.signature,
		info: f.description
	}));
}

/** Words that may follow the name of a table and are no other name for it. */
const NO_ALIAS = new Set(
	'as on using where group having order limit offset fetch union intersect except join inner left right full cross natural lateral qualify window'.split(' ')
);

/** A statement without comments and texts, which may hold anything. */
function bareSql(sql: string): string {
	return sql.replace(/--[^\n]*|\/\*[\s\S]*?(\*\/|$)|'(?:[^']|'')*('|$)/g, ' ');
}

/**
 * The table that `name` stands for in a statement: its own name, or the short one of `FROM villages v`. The statement
 * need not be whole: somebody is writing it.
 */
export function tableNamed(sql: string, name: string, tables: readonly TableInfo[]): TableInfo | null {
	const wanted = name.toLowerCase();
	const byName = new Map(tables.map((table) => [table.name.toLowerCase(), table]));
	for (const [, table = '', alias = ''] of bareSql(sql).matchAll(/\b([a-z_]\w*)\s+(?:as\s+)?(?=([a-z_]\w*))/gi)) {
		const found = byName.get(table.toLowerCase());
		if (found && alias.toLowerCase() === wanted && !NO_ALIAS.has(wanted)) return found;
	}
	return byName.get(wanted) ?? null;
}

/** Names of tables that stand in a statement, so that their columns can be offered without a prefix. */
export function tablesIn(sql: string, tables: readonly TableInfo[]): TableInfo[] {
	const words = new Set(sql.toLowerCase().match(/[a-z_][a-z0-9_]*/g) ?? []);
	return tables.filter((t) => words.has(t.name.toLowerCase()));
}
