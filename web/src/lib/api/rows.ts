import { ApiError, isAbort } from './client';
import type { SqlAnswer } from './types';

/** Rows that just arrived, and the columns that all rows of the answer have. */
export type OnRows = (columns: SqlAnswer['columns'], rows: SqlAnswer['items']) => void;

const ITEMS = '"items":[';
const ROW_END = ',\n';

/**
 * Reads an answer to SQL row by row while it arrives. The server writes a row a line (a line end never stands inside of
 * a row: JSON escapes it), and at the end what is only known then. An answer in any other form is read as a whole.
 * Throws `ApiError` for an answer that was broken off: half an answer is none.
 */
export async function readRows(bytes: ReadableStream<Uint8Array<ArrayBuffer>>, onrows?: OnRows): Promise<SqlAnswer> {
	const texts = bytes.pipeThrough(new TextDecoderStream()).getReader();
	const reading = new Reading(onrows);
	try {
		for (;;) {
			const { value, done } = await texts.read();
			if (done) return reading.end();
			reading.take(value);
		}
	} catch (error) {
		if (isAbort(error) || error instanceof ApiError) throw error;
		throw new ApiError({ title: 'broken off', status: 0, code: 'answer_broken_off', detail: String(error) });
	} finally {
		texts.cancel().catch(() => undefined);
	}
}

/** What of an answer is here already. */
class Reading {
	#columns: SqlAnswer['columns'] | null = null;
	#items: SqlAnswer['items'] = [];
	/** Text that belongs to no whole row yet. It is put together only when a line ends: a province's border is long. */
	#rest: string[] = [];
	#whole = false;

	constructor(private readonly onrows?: OnRows) {}

	take(text: string) {
		this.#rest.push(text);
		if (this.#whole || !text.includes('\n')) return;
		let rest = this.#rest.join('');
		if (!this.#columns) {
			const end = rest.indexOf('\n');
			const head = rest.slice(0, end);
			if (!head.endsWith(ITEMS)) {
				this.#whole = true;
				return;
			}
			this.#columns = (JSON.parse(`${head}]}`) as Pick<SqlAnswer, 'columns'>).columns;
			rest = rest.slice(end + 1);
		}
		const end = rest.lastIndexOf(ROW_END);
		if (end >= 0) {
			this.#found(rest.slice(0, end));
			rest = rest.slice(end + ROW_END.length);
		}
		this.#rest = [rest];
	}

	end(): SqlAnswer {
		const rest = this.#rest.join('');
		if (!this.#columns) return JSON.parse(rest) as SqlAnswer;
		const last = /^([\s\S]*?)\n?\],("row_count"[\s\S]*)$/.exec(rest);
		if (!last) throw new Error('the rows ended without their number');
		if (last[1]) this.#found(last[1]);
		const known = JSON.parse(`{${last[2]}`) as Omit<SqlAnswer, 'columns' | 'items'>;
		return { ...known, columns: this.#columns, items: this.#items };
	}

	/** Rows with commas between them. */
	#found(text: string) {
		const rows = JSON.parse(`[${text}]`) as SqlAnswer['items'];
		for (const row of rows) this.#items.push(row);
		if (this.#columns) this.onrows?.(this.#columns, rows);
	}
}
