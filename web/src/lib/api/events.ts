/** One server-sent event: its name (`message` when it has none) and its data. */
export interface ServerEvent {
	event: string;
	data: string;
}

/**
 * Reads server-sent events out of text that arrives in pieces
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation).
 * `push` gives back the events that a piece completed. `id` and `retry` are not used: a calculation that
 * broke off is asked for again, not continued.
 */
export class EventParser {
	/** The line that has not ended yet. */
	#line = '';
	#event = '';
	#data: string[] = [];
	/** True when the last piece ended in a carriage return: a line feed that follows belongs to it. */
	#carriage = false;
	#started = false;

	push(piece: string): ServerEvent[] {
		let text = piece;
		if (text === '') return [];
		if (!this.#started) {
			this.#started = true;
			if (text.startsWith('\uFEFF')) text = text.slice(1);
		}
		if (this.#carriage && text.startsWith('\n')) text = text.slice(1);
		this.#carriage = piece.endsWith('\r');
		const lines = (this.#line + text).split(/\r\n|\n|\r/);
		this.#line = lines.pop() ?? '';
		return lines.flatMap((line) => this.#read(line) ?? []);
	}

	#read(line: string): ServerEvent | null {
		if (line === '') {
			const found = this.#data.length ? { event: this.#event || 'message', data: this.#data.join('\n') } : null;
			this.#event = '';
			this.#data = [];
			return found;
		}
		const colon = line.indexOf(':');
		// A line that begins with a colon is a comment: servers send it to keep the connection open.
		if (colon === 0) return null;
		const field = colon < 0 ? line : line.slice(0, colon);
		const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
		if (field === 'event') this.#event = value;
		else if (field === 'data') this.#data.push(value);
		return null;
	}
}
