import { completionStatus } from '@codemirror/autocomplete';
import { Prec, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { keymap, showTooltip, type Tooltip } from '@codemirror/view';
import { argumentOf, callAt } from './call';
import type { FunctionInfo } from './completion';

/** Closes the tip until the cursor comes into another call. */
const close = StateEffect.define();

interface Tip {
	tooltip: Tooltip | null;
	/** Where the call begins whose tip was closed. */
	closed: number | null;
}

/** Shows the signature of the function whose arguments are being written; Escape closes it. */
export function callTip(functions: readonly FunctionInfo[]): Extension {
	const field = StateField.define<Tip>({
		create: () => ({ tooltip: null, closed: null }),
		update(tip, transaction) {
			const closed = transaction.effects.some((effect) => effect.is(close)) ? (tip.tooltip?.pos ?? null) : tip.closed === null ? null : transaction.changes.mapPos(tip.closed);
			// Only writing brings it up: whoever walks through a statement is not followed by it.
			if (!transaction.docChanged && !transaction.selection && closed === tip.closed) return tip;
			return tipAt(transaction.state, functions, closed, transaction.docChanged || tip.tooltip !== null);
		},
		provide: (own) => showTooltip.from(own, (tip) => tip.tooltip)
	});
	const escape = Prec.low(
		keymap.of([
			{
				key: 'Escape',
				run: (view) => {
					if (!view.state.field(field).tooltip || completionStatus(view.state) !== null) return false;
					view.dispatch({ effects: close.of(null) });
					return true;
				}
			}
		])
	);
	return [field, escape];
}

function tipAt(state: EditorState, functions: readonly FunctionInfo[], closed: number | null, wanted: boolean): Tip {
	const { main } = state.selection;
	const call = wanted && main.empty ? callAt(state.doc.toString(), main.head, functions) : null;
	if (!call) return { tooltip: null, closed: null };
	if (call.from === closed) return { tooltip: null, closed };
	const create = () => {
		const dom = document.createElement('div');
		dom.className = 'cm-doc cm-call';
		for (const f of call.functions.slice(0, 3)) {
			const line = dom.appendChild(document.createElement('code'));
			const [before, at, behind] = argumentOf(f.signature, call.argument);
			const argument = document.createElement('mark');
			argument.textContent = at;
			line.append(before, argument, behind);
		}
		return { dom };
	};
	return { tooltip: { pos: call.from, above: true, create }, closed: null };
}
