/** A value that can stand in one CSV cell. `null` and `undefined` are empty cells: missing is not zero. */
export type Cell = string | number | bigint | boolean | null | undefined;

/** Characters that make a spreadsheet read a text cell as a formula. */
const FORMULA_START = /^[=+\-@\t\r]/;

/**
 * One CSV cell by RFC 4180. Numbers keep the decimal point in every language, so that the file reads the same
 * everywhere. Text that a spreadsheet would run as a formula gets a leading apostrophe.
 */
function cell(value: Cell): string {
	if (value === null || value === undefined) return '';
	if (typeof value !== 'string') return String(value);
	const text = FORMULA_START.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A CSV document: a header line and one line per row, CRLF between and after lines (RFC 4180). */
export function toCsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return [header, ...rows].map((row) => row.map(cell).join(',') + '\r\n').join('');
}

/** Tab-separated text, as spreadsheets take it from the clipboard. Tabs and line ends inside cells become spaces. */
export function toTsv(header: readonly string[], rows: readonly (readonly Cell[])[]): string {
	const flat = (value: Cell) =>
		value === null || value === undefined ? '' : String(value).replace(/[\t\r\n]+/g, ' ');
	return [header, ...rows].map((row) => row.map(flat).join('\t')).join('\n');
}
