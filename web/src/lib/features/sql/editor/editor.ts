import { autocompletion, closeBrackets, closeBracketsKeymap, closeCompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { Compartment, EditorState, Prec } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { FunctionInfo, TableInfo } from './completion';
import { language } from './language';
import { spanAt, type Position } from './position';

/** What the SQL page may do with its editor. */
export interface SqlEditor {
	text(): string;
	setText(text: string): void;
	/** What is selected and where it begins; `null` when that is nothing but space. */
	selected(): { text: string; begins: Position } | null;
	/** Writes at the cursor, over the selection. */
	insert(text: string): void;
	setCatalogue(tables: readonly TableInfo[], functions: readonly FunctionInfo[], exampleLabel: string): void;
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
	'.cm-completionInfo, .cm-tooltip-hover': { maxWidth: '26rem', fontFamily: 'var(--font)' },
	'.cm-doc': { display: 'grid', gap: '4px', padding: '6px 8px', lineHeight: '1.4' },
	'.cm-completionInfo .cm-doc': { padding: '2px' },
	'.cm-doc code': { fontFamily: 'var(--mono)', fontSize: 'var(--text-xs)', overflowWrap: 'anywhere' },
	'.cm-doc > code': { fontWeight: '600' },
	'.cm-doc small': { color: 'var(--ink-2)' },
	'.cm-doc.cm-call > code': { fontWeight: '400' },
	'.cm-call mark': { background: 'var(--accent-soft)', color: 'inherit', fontWeight: '700' },
	'.cm-gutter-lint': { width: '0.9em' },
	'.cm-lintRange-error': {
		backgroundImage: 'none',
		textDecoration: 'underline wavy var(--bad) 1.5px',
		textUnderlineOffset: '3px',
		backgroundColor: 'var(--bad-soft)'
	},
	'.cm-diagnostic-error': { borderLeftColor: 'var(--bad)' }
});

/** The selected part of a document and where it begins; `null` when that is nothing but space. */
function selectionOf(state: EditorState): { text: string; begins: Position } | null {
	const { from, to } = state.selection.main;
	const text = state.sliceDoc(from, to);
	if (text.trim() === '') return null;
	const line = state.doc.lineAt(from);
	return { text, begins: { line: line.number, column: from - line.from + 1 } };
}

/** Makes an SQL editor in `parent`. */
export function createEditor(
	parent: HTMLElement,
	options: { text: string; label: string; hint: string; onChange(text: string): void; onRun(): void; /** True when there was something to call off. */ onCancel(): boolean; onSelect(some: boolean): void }
): SqlEditor {
	const languageSlot = new Compartment();
	const labelSlot = new Compartment();
	const labelled = (label: string) => EditorView.contentAttributes.of({ 'aria-label': label });
	const run = (view: EditorView) => {
		// What is offered would lie over the answer.
		closeCompletion(view);
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
				lintGutter(),
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
				// After all that Escape closes first: offers, tips, panels.
				Prec.lowest(keymap.of([{ key: 'Escape', run: () => options.onCancel() }])),
				placeholder(options.hint),
				languageSlot.of(language([], [], '')),
				labelSlot.of(labelled(options.label)),
				EditorView.lineWrapping,
				theme,
				EditorView.updateListener.of((update) => {
					if (update.docChanged) options.onChange(update.state.doc.toString());
					if (update.selectionSet || update.docChanged) options.onSelect(selectionOf(update.state) !== null);
				})
			]
		})
	});
	return {
		text: () => view.state.doc.toString(),
		setText(text) {
			view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
		},
		selected: () => selectionOf(view.state),
		insert(text) {
			view.dispatch(view.state.replaceSelection(text));
			view.focus();
		},
		setCatalogue(tables, functions, exampleLabel) {
			view.dispatch({ effects: languageSlot.reconfigure(language(tables, functions, exampleLabel)) });
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
