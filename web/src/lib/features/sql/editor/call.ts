import type { FunctionInfo } from './completion';

/** The call that a place of a statement lies in. */
export interface Call {
	/** Where the function's name begins. */
	from: number;
	functions: FunctionInfo[];
	/** The number of the argument, from 0. */
	argument: number;
}

/** What begins at a place and holds no calls: a text, a quoted name, a comment. */
const DEAF = /'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;

/** The innermost call of a known function around a place; `null` outside of any, and within texts and comments. */
export function callAt(sql: string, at: number, functions: readonly FunctionInfo[]): Call | null {
	const open: { from: number; name: string; argument: number }[] = [];
	let i = 0;
	while (i < at) {
		DEAF.lastIndex = i;
		const deaf = DEAF.exec(sql);
		if (deaf) {
			i += deaf[0].length;
			if (i > at || (i === at && !/['"/]$/.test(deaf[0]))) return null;
			continue;
		}
		const letter = sql[i];
		const last = open.at(-1);
		if (letter === '(') {
			const name = /[A-Za-z_]\w*(?=\s*$)/.exec(sql.slice(Math.max(0, i - 80), i));
			open.push({ from: name ? Math.max(0, i - 80) + name.index : i, name: name?.[0].toLowerCase() ?? '', argument: 0 });
		} else if (letter === ')') open.pop();
		else if (letter === ',' && last) last.argument += 1;
		i += 1;
	}
	// Parentheses within an argument (`(a + b) * 2`, `IN (1, 2)`) belong to the call around them.
	for (const { from, name, argument } of open.reverse()) {
		const found = functions.filter((f) => f.name.toLowerCase() === name);
		if (found.length) return { from, functions: found, argument };
		// A subquery is a statement of its own.
		if (/^\(?\s*(select|with)\b/i.test(sql.slice(from).replace(/^[^(]*/, ''))) return null;
	}
	return null;
}

/**
 * A signature cut before, at and behind one of its arguments. The middle is empty where it has no such argument, as where
 * the last one may be repeated.
 */
export function argumentOf(signature: string, argument: number): [before: string, at: string, behind: string] {
	const begin = signature.indexOf('(') + 1;
	const end = signature.indexOf(')', begin);
	if (begin === 0 || end < 0) return [signature, '', ''];
	let from = begin;
	for (let n = 0; n < argument; n++) {
		const comma = signature.indexOf(',', from);
		if (comma < 0 || comma > end) return [signature, '', ''];
		from = comma + 1;
	}
	const comma = signature.indexOf(',', from);
	const to = comma < 0 || comma > end ? end : comma;
	const inner = signature.slice(from, to);
	const start = from + (/^\s*\[?\s*/.exec(inner)?.[0].length ?? 0);
	const stop = from + inner.replace(/[\s[\]]+$/, '').length;
	return start < stop ? [signature.slice(0, start), signature.slice(start, stop), signature.slice(stop)] : [signature, '', ''];
}
