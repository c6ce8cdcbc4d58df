import type { Completion } from '@codemirror/autocomplete';
import type { SQLNamespace } from '@codemirror/lang-sql';

/** What completion needs of a table. */
export interface TableInfo {
	name: string;
	kind: string;
	description: string;
	columns: { name: string; type: string; unit?: string | null; description: string }[];
}

/** What completion needs of a function. */
export interface FunctionInfo {
	name: string;
	signature: string;
	description: string;
}

/** Tables and their columns as the SQL language of the editor takes them. */
export function schemaNamespace(tables: readonly TableInfo[]): SQLNamespace {
	return Object.fromEntries(
		tables.map((table) => [
			table.name,
			{
				self: { label: table.name, type: 'type', detail: table.kind, info: table.description },
				children: table.columns.map(
					(column): Completion => ({
						label: column.name,
						type: 'property',
						detail: column.unit ? `${column.type}, ${column.unit}` : column.type,
						info: column.description
					})
				)
			}
		])
	);
}

/** Functions as completions that leave the cursor between the parentheses. */
export function functionCompletions(functions: readonly FunctionInfo[]): (Completion & { text: string })[] {
	return functions.map((f) => ({
		label: f.name,
		text: `${f.name}()`,
		type: 'function',
		detail: f.signature.startsWith(f.name) ? f.signature.slice(f.name.length) : f.signature,
		info: f.description
	}));
}

/** Names of tables that stand in a statement, so that their columns can be offered without a prefix. */
export function tablesIn(sql: string, tables: readonly TableInfo[]): TableInfo[] {
	const words = new Set(sql.toLowerCase().match(/[a-z_][a-z0-9_]*/g) ?? []);
	return tables.filter((t) => words.has(t.name.toLowerCase()));
}
