/** Undo and redo over states that are never changed in place. Every step knows what it was. */
export class History<T, S> {
	#past = $state.raw<{ state: T; step: S }[]>([]);
	#future = $state.raw<{ state: T; step: S }[]>([]);
	/** What the next undo takes back; `null` when there is nothing. */
	undoable = $derived(this.#past.at(-1)?.step ?? null);
	/** What the next redo brings back. */
	redoable = $derived(this.#future.at(-1)?.step ?? null);

	constructor(readonly most = 200) {}

	/** A step was made: `before` is what undo returns to. What could be redone is gone. */
	add(before: T, step: S) {
		this.#past = [...this.#past.slice(1 - this.most), { state: before, step }];
		this.#future = [];
	}

	/** The state before the last step, or `null`; `now` is what redo returns to. */
	undo(now: T): T | null {
		const last = this.#past.at(-1);
		if (!last) return null;
		this.#past = this.#past.slice(0, -1);
		this.#future = [...this.#future, { state: now, step: last.step }];
		return last.state;
	}

	/** The state after the step that was undone last, or `null`; `now` is what undo returns to. */
	redo(now: T): T | null {
		const next = this.#future.at(-1);
		if (!next) return null;
		this.#future = this.#future.slice(0, -1);
		this.#past = [...this.#past, { state: now, step: next.step }];
		return next.state;
	}
}
