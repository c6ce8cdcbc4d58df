import type { Completion, CompletionContext } from '@codemirror/autocomplete';
import { keywordCompletionSource, PostgreSQL, schemaCompletionSource } from '@codemirror/lang-sql';
import type { Extension } from '@codemirror/state';
import { hoverTooltip, type EditorView } from '@codemirror/view';
import { columnCompletions, functionCompletions, schemaNamespace, tableNamed, tablesIn, type FunctionInfo, type TableInfo } from './completion';
import { columnDoc, docAt, docElement, functionDoc } from './docs';
import { callTip } from './tip';

/** The language, with completion of tables, columns and functions, and what the catalogue says of them. */
export function language(tables: readonly TableInfo[], functions: readonly FunctionInfo[], exampleLabel: string): Extension {
	const columnsOf = (table: TableInfo): Completion[] =>
		columnCompletions(table).map((column, i) => {
			const described = table.columns[i];
			return described ? { ...column, info: () => docElement([columnDoc(table, described)], exampleLabel) } : column;
		});
	const schema = schemaCompletionSource({ dialect: PostgreSQL, schema: schemaNamespace(tables, columnsOf) });
	// Behind a point stands a column, never a keyword.
	const everyKeyword = keywordCompletionSource(PostgreSQL, true);
	const keywords = (context: CompletionContext) => (context.matchBefore(/\.[A-Za-z0-9_]*/) ? null : everyKeyword(context));
	const calls = functionCompletions(functions).map(({ text, ...completion }, i) => {
		const described = functions[i];
		return {
			...completion,
			...(described && { info: () => docElement([functionDoc(described)], exampleLabel) }),
			apply: (view: EditorView, _: unknown, from: number, to: number) => {
				view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length - 1 } });
			}
		};
	});
	// The language knows short names of tables only where the statement is whole: whoever writes `v.` has not ended it yet.
	const dotted = (context: CompletionContext) => {
		const before = context.matchBefore(/[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z0-9_]*/);
		const [name = '', begun = ''] = before?.text.split('.') ?? [];
		const table = before && tableNamed(context.state.doc.toString(), name, tables);
		return table ? { from: context.pos - begun.length, options: columnsOf(table), validFor: /^\w*$/ } : null;
	};
	// The language offers columns only after `table.`; analysts write them bare once a table stands in the statement.
	const bare = (context: CompletionContext) => {
		const word = context.matchBefore(/[A-Za-z_][A-Za-z0-9_]*/);
		if (!word || context.state.sliceDoc(Math.max(0, word.from - 1), word.from) === '.') return null;
		const columns = tablesIn(context.state.doc.toString(), tables).flatMap((table) =>
			columnsOf(table).map((column, i) => ({ ...column, detail: [table.name, table.columns[i]?.unit].filter(Boolean).join(', '), boost: 1 }))
		);
		return { from: word.from, options: [...columns, ...calls], validFor: /^\w*$/ };
	};
	const offers = [schema, keywords, dotted, bare].map((autocomplete) => PostgreSQL.language.data.of({ autocomplete }));
	const hover = hoverTooltip((view, at) => {
		const found = docAt(view.state.doc.toString(), at, tables, functions);
		return found && { pos: found.from, end: found.to, above: true, create: () => ({ dom: docElement(found.docs, exampleLabel) }) };
	});
	return [PostgreSQL.language, offers, hover, callTip(functions)];
}
