/** A column of a result as the server describes it. */
export interface ResultColumn {
	name: string;
	type: string;
}

/** A row of a result, by column name. */
export type ResultRow = Record<string, unknown>;

/** What a column holds, as far as the page cares. */
export type ColumnClass = 'number' | 'boolean' | 'geometry' | 'text';

/** Class of a type name (`bigint`, `decimal(38,10)`, `Int64`, `Utf8View`, `geometry` …). */
export function columnClass(type: string): ColumnClass {
	if (/geo|wkb|binary/i.test(type)) return 'geometry';
	if (/^(u?int(\d+|eger)?\b|bigint|smallint|float|decimal|double|real|numeric|number)/i.test(type)) return 'number';
	if (/^bool/i.test(type)) return 'boolean';
	return 'text';
}

/** A value that is not there. */
export function isMissing(value: unknown): value is null | undefined {
	return value === null || value === undefined;
}

/** The value of a numeric column as a number, `null` when it is missing. Integers beyond 2^53 come as texts and are rounded here. */
export function numberOf(value: unknown): number | null {
	if (typeof value === 'number') return Number.isFinite(value) ? value : null;
	if (typeof value !== 'string' || value.trim() === '') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

const collator = new Intl.Collator('id', { numeric: true });
const WHOLE = /^-?\d+$/;

/** Order of two known values: numbers as numbers (exactly, also where they are long and come as texts), the rest as people read text. */
export function compareValues(a: unknown, b: unknown): number {
	if (typeof a === 'number' && typeof b === 'number') return a - b;
	if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
	const [left, right] = [String(a), String(b)];
	if ((typeof a === 'number' || typeof b === 'number') && WHOLE.test(left) && WHOLE.test(right)) {
		const difference = BigInt(left) - BigInt(right);
		return difference < 0n ? -1 : difference > 0n ? 1 : 0;
	}
	return collator.compare(left, right);
}

/** Plain text of a value for the clipboard. */
export function plainText(value: unknown): string | null {
	if (isMissing(value)) return null;
	return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
