import { compareValues, isMissing, numberOf, plainText, type ColumnClass } from './values';

/** What a reader wrote into the filter of a column. */
export type Test =
	| { kind: 'missing'; wanted: boolean }
	| { kind: 'compare'; sign: Sign; value: number | string | boolean }
	| { kind: 'between'; low: number; high: number }
	| { kind: 'contains'; text: string; wanted: boolean };

export type Sign = '=' | '≠' | '<' | '≤' | '>' | '≥';

/** Why a filter cannot be read. */
export type FilterProblem = 'number' | 'boolean' | 'geometry';

const SIGNS: Record<string, Sign> = { '=': '=', '!=': '≠', '<>': '≠', '<': '<', '<=': '≤', '>': '>', '>=': '≥', '≠': '≠', '≤': '≤', '≥': '≥' };

/**
 * Reads the filter of a column: `null` when it is empty.
 *
 * - `null`, `!null`: missing, known;
 * - numbers: `5`, `= 5`, `!= 5`, `> 5`, `<= 5`, `1..5` (both ends belong to it), written as the table writes them;
 * - booleans: `true` (`ya`), `false` (`tidak`);
 * - texts: a part of the text in any case, `!part`, `= whole`, `!= whole`, `>= 2024-01-01`.
 */
export function readFilter(text: string, kind: ColumnClass, decimalComma: boolean): Test | { problem: FilterProblem } | null {
	const trimmed = text.trim();
	if (trimmed === '') return null;
	if (/^!?\s*null$/i.test(trimmed)) return { kind: 'missing', wanted: !trimmed.startsWith('!') };
	if (kind === 'geometry') return { problem: 'geometry' };

	const [, written = '', operand = ''] = /^(!=|<>|<=|>=|[<>=≠≤≥])?\s*([\s\S]*)$/.exec(trimmed) ?? [];
	const sign = SIGNS[written] ?? '=';
	if (kind === 'boolean') {
		const value = /^(true|ya|yes|1)$/i.test(operand) ? true : /^(false|tidak|no|0)$/i.test(operand) ? false : null;
		return value === null ? { problem: 'boolean' } : { kind: 'compare', sign, value };
	}
	if (kind === 'number') {
		const ends = operand.split('..').map((end) => readNumber(end, decimalComma));
		const [low = null, high = null] = ends;
		if (ends.length === 2 && written === '' && low !== null && high !== null) return { kind: 'between', low, high };
		return ends.length === 1 && low !== null ? { kind: 'compare', sign, value: low } : { problem: 'number' };
	}
	if (written) return { kind: 'compare', sign, value: operand };
	const wanted = !trimmed.startsWith('!');
	const part = wanted ? trimmed : trimmed.slice(1).trim();
	return { kind: 'contains', text: part.toLocaleLowerCase('id'), wanted };
}

/** Whether a value passes. A missing value passes only where missing ones are asked for, as in SQL. */
export function passes(test: Test, value: unknown, kind: ColumnClass): boolean {
	if (test.kind === 'missing') return isMissing(value) === test.wanted;
	if (isMissing(value)) return false;
	if (test.kind === 'contains') return (plainText(value) ?? '').toLocaleLowerCase('id').includes(test.text) === test.wanted;
	if (test.kind === 'between') {
		const number = numberOf(value);
		return number !== null && number >= test.low && number <= test.high;
	}
	const known = kind === 'text' ? plainText(value) : value;
	// Whole texts are the same or not; an order of letters that takes é for e says nothing of that.
	const difference = typeof test.value === 'string' && known === test.value ? 0 : compareValues(known, test.value);
	switch (test.sign) {
		case '=':
			return kind === 'text' ? known === test.value : difference === 0;
		case '≠':
			return kind === 'text' ? known !== test.value : difference !== 0;
		case '<':
			return difference < 0;
		case '≤':
			return difference <= 0;
		case '>':
			return difference > 0;
		default:
			return difference >= 0;
	}
}

/**
 * A number as the table writes it. With a decimal comma `83.762` is eighty-three thousand and `0,5` a half; without,
 * `83,762` and `0.5` are. The other sign of the two is understood where it cannot part thousands (`0.5`, `12.25`).
 */
export function readNumber(text: string, decimalComma: boolean): number | null {
	const bare = text.trim().replace('−', '-').replace(/\s/g, '');
	const [thousands, decimal] = decimalComma ? ['\\.', ','] : [',', '\\.'];
	const grouped = new RegExp(`^-?[1-9]\\d{0,2}(${thousands}\\d{3})+(${decimal}\\d+)?$`);
	const plain = grouped.test(bare) ? bare.replace(new RegExp(thousands, 'g'), '') : bare;
	const normal = plain.replace(',', '.');
	return /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(normal) ? Number(normal) : null;
}
