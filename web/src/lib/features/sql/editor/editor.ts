import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, type CompletionContext } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { keywordCompletionSource, PostgreSQL, schemaCompletionSource } from '@codemirror/lang-sql';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { columnCompletions, functionCompletions, schemaNamespace, tableNamed, tablesIn, type FunctionInfo, type TableInfo } from './completion';
import { spanAt, type Position } from './position';

/** What the SQL page may do with its editor. */
export interface SqlEditor {
	text(): string;
	setText(text: string): void;
	/** Writes at the cursor, over the selection. */
	insert(text: string): void;
	setCatalogue(tables: readonly TableInfo[], functions: readonly FunctionInfo[]): void;
	/** Underlines a mistake, or with `null` takes the underline away. */
	showError(error: { position: Position; message: string } | null): void;
	goTo(position: Position): void;
	setLabel(label: string): void;
	focus(): void;
	destroy(): void;
}

const highlight = HighlightStyle.define([
	{ tag: tags.keyword, color: 'var(--c1)', fontWeight: '600' },
	{ tag: [tags.string, tags.special(tags.string)], color: 'var(--good)' },
	{ tag: [tags.number, tags.bool, tags.null], color: 'var(--c7)' },
	{ tag: tags.comment, color: 'var(--ink-3)', fontStyle: 'italic' },
	{ tag: [tags.typeName, tags.standard(tags.name)], color: 'var(--c6)' }
]);

const theme = EditorView.theme({
	'&': { height: '100%', backgroundColor: 'var(--surface)', color: 'var(--ink)', fontSize: 'var(--text-s)' },
	'&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
	'.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '20px' },
	'.cm-content': { caretColor: 'var(--ink)', padding: '8px 0' },
	'.cm-cursor': { borderLeftColor: 'var(--ink)' },
	'.cm-gutters': { backgroundColor: 'var(--surface)', color: 'var(--ink-3)', border: 'none' },
	'.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--sunken) 60%, transparent)' },
	'&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
		backgroundColor: 'color-mix(in srgb, var(--focus) 22%, transparent)'
	},
	'.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'var(--accent-soft)', outline: 'none' },
	'.cm-placeholder': { color: 'var(--ink-3)' },
	'.cm-tooltip': {
		backgroundColor: 'var(--surface)',
		border: '1px solid var(--line-2)',
		borderRadius: 'var(--radius)',
		boxShadow: 'var(--float)',
		color: 'var(--ink)'
	},
	'.cm-tooltip-autocomplete ul li[aria-selected]': { backgroundColor: 'var(--accent-soft)', color: 'var(--ink)' },
	'.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
	'.cm-completionInfo': { maxWidth: '24rem', fontFamily: 'var(--font)' },
	'.cm-lintRange-error': {
		backgroundImage: 'none',
		textDecoration: 'underline wavy var(--bad) 1.5px',
		textUnderlineOffset: '3px',
		backgroundColor: 'var(--bad-soft)'
	},
	'.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' }
});

/** The language, with completion of tables, columns with their units, and functions. */
function language(tables: readonly TableInfo[], functions: readonly FunctionInfo[]): Extension {
	const schema = schemaCompletionSource({ dialect: PostgreSQL, schema: schemaNamespace(tables) });
	// Behind a point stands a column, never a keyword.
	const everyKeyword = keywordCompletionSource(PostgreSQL, true);
	const keywords = (context: CompletionContext) => (context.matchBefore(/\.[A-Za-z0-9_]*/) ? null : everyKeyword(context));
	const calls = functionCompletions(functions).map(({ text, ...completion }) => ({
		...completion,
		apply: (view: EditorView, _: unknown, from: number, to: number) => {
			view.dispatch({ changes: { from, to, insert: text }, selection: { anchor: from + text.length - 1 } });
		}
	}));
	// The language knows short names of tables only where the statement is whole: whoever writes `v.` has not ended it yet.
	const dotted = (context: CompletionContext) => {
		const before = context.matchBefore(/[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z0-9_]*/);
		const [name = '', begun = ''] = before?.text.split('.') ?? [];
		const table = before && tableNamed(context.state.doc.toString(), name, tables);
		return table ? { from: context.pos - begun.length, options: columnCompletions(table), validFor: /^\w*$/ } : null;
	};
	// The language offers columns only after `table.`; analysts write them bare once a table stands in the statement.
	const bare = (context: CompletionContext) => {
		const word = context.matchBefore(/[A-Za-z_][A-Za-z0-9_]*/);
		if (!word || context.state.sliceDoc(Math.max(0, word.from - 1), word.from) === '.') return null;
		const columns = tablesIn(context.state.doc.toString(), tables).flatMap((table) =>
			columnCompletions(table).map((column, i) => ({ ...column, detail: [table.name, table.columns[i]?.unit].filter(Boolean).join(', '), boost: 1 }))
		);
		return { from: word.from, options: [...columns, ...calls], validFor: /^\w*$/ };
	};
	const offers = [schema, keywords, dotted, bare].map((autocomplete) => PostgreSQL.language.data.of({ autocomplete }));
	return [PostgreSQL.language, offers];
}

/** Makes an SQL editor in `parent`. */
export function createEditor(
	parent: HTMLElement,
	options: { text: string; label: string; hint: string; onChange(text: string): void; onRun(): void }
): SqlEditor {
	const languageSlot = new Compartment();
	const labelSlot = new Compartment();
	const labelled = (label: string) => EditorView.contentAttributes.of({ 'aria-label': label });
	const run = () => {
		options.onRun();
		return true;
	};
	const view = new EditorView({
		parent,
		state: EditorState.create({
			doc: options.text,
			extensions: [
				Prec.highest(keymap.of([{ key: 'Mod-Enter', run }])),
				lineNumbers(),
				history(),
				drawSelection(),
				indentOnInput(),
				bracketMatching(),
				closeBrackets(),
				autocompletion({ maxRenderedOptions: 60 }),
				highlightActiveLine(),
				syntaxHighlighting(highlight),
				// Tab is left to the browser, so that the keyboard can leave the editor.
				keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...completionKeymap, ...lintKeymap]),
				placeholder(options.hint),
				languageSlot.of(language([], [])),
				labelSlot.of(labelled(options.label)),
				EditorView.lineWrapping,
				theme,
				EditorView.updateListener.of((update) => {
					if (update.docChanged) options.onChange(update.state.doc.toString());
				})
			]
		})
	});
	return {
		text: () => view.state.doc.toString(),
		setText(text) {
			view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
		},
		insert(text) {
			view.dispatch(view.state.replaceSelection(text));
			view.focus();
		},
		setCatalogue(tables, functions) {
			view.dispatch({ effects: languageSlot.reconfigure(language(tables, functions)) });
		},
		showError(error) {
			const span = error && spanAt(view.state.doc.toString(), error.position);
			const diagnostics = error && span ? [{ ...span, severity: 'error' as const, message: error.message }] : [];
			view.dispatch(setDiagnostics(view.state, diagnostics));
		},
		goTo(position) {
			const { from } = spanAt(view.state.doc.toString(), position);
			view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
			view.focus();
		},
		setLabel(label) {
			view.dispatch({ effects: labelSlot.reconfigure(labelled(label)) });
		},
		focus: () => view.focus(),
		destroy: () => view.destroy()
	};
}
