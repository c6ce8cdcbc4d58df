/** A parameter of a named question. */
export interface QueryParam {
	name: string;
	type: string;
	default?: unknown;
}

/** Why a typed value does not fit its parameter. */
export type ParamProblem = 'number' | 'integer' | 'boolean' | 'date';

export type ParamValue = string | number | boolean | null;

/** Reads what a person typed as a value of the parameter's type. An empty field is `null`: none given. */
export function readParam(type: string, text: string): { value: ParamValue } | { problem: ParamProblem } {
	const kind = type.toLowerCase();
	const trimmed = text.trim();
	if (/bool/.test(kind)) {
		if (trimmed === '') return { value: null };
		if (/^(true|1|ya|yes)$/i.test(trimmed)) return { value: true };
		if (/^(false|0|tidak|no)$/i.test(trimmed)) return { value: false };
		return { problem: 'boolean' };
	}
	if (/int|float|double|decimal|number|numeric|real/.test(kind)) {
		if (trimmed === '') return { value: null };
		const value = Number(trimmed);
		if (!Number.isFinite(value)) return { problem: 'number' };
		if (/int/.test(kind) && !Number.isInteger(value)) return { problem: 'integer' };
		return { value };
	}
	if (fieldOf(kind) === 'date' && trimmed !== '' && !isDay(trimmed)) return { problem: 'date' };
	return { value: trimmed === '' ? null : text };
}

/** The kind of field that suits a type. */
export function fieldOf(type: string): 'boolean' | 'date' | 'integer' | 'number' | 'text' {
	const kind = type.toLowerCase();
	if (kind.includes('bool')) return 'boolean';
	if (/^date$/.test(kind)) return 'date';
	if (!/int|float|double|decimal|number|numeric|real/.test(kind)) return 'text';
	return kind.includes('int') ? 'integer' : 'number';
}

/** True for a day of the calendar: the 30th of February is none. */
function isDay(text: string): boolean {
	const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : NaN;
	return Number.isFinite(time) && new Date(time).toISOString().startsWith(text);
}

/** The text that stands in the field of a parameter before anybody typed. */
export function defaultText(param: QueryParam): string {
	return param.default === null || param.default === undefined ? '' : String(param.default);
}

/** Names of the `$name` placeholders of a statement, each once; those in texts and comments do not count. */
export function placeholders(sql: string): string[] {
	const bare = sql.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
	return [...new Set([...bare.matchAll(/\$([A-Za-z_]\w*)/g)].map((m) => m[1] ?? ''))];
}
