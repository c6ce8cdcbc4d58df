/** A place in a statement as the server names it: line and column, both counted from 1. */
export interface Position {
	line: number;
	column: number;
}

/** A range of character offsets, end exclusive. */
export interface Span {
	from: number;
	to: number;
}

/**
 * The word at a position, to be underlined. A position past the end of the text (the parser missed something there)
 * underlines the last character.
 */
export function spanAt(text: string, position: Position): Span {
	const lines = text.split('\n');
	const lineIndex = Math.min(Math.max(0, position.line - 1), lines.length - 1);
	const before = lines.slice(0, lineIndex).reduce((sum, line) => sum + line.length + 1, 0);
	const line = lines[lineIndex] ?? '';
	const from = Math.min(before + Math.max(0, position.column - 1), text.length);
	if (from >= before + line.length) {
		const last = Math.max(0, Math.min(from, text.length) - 1);
		return { from: last, to: Math.min(text.length, last + 1) };
	}
	const word = /^[\p{L}\p{N}_]+/u.exec(text.slice(from));
	return { from, to: from + (word?.[0].length ?? 1) };
}
