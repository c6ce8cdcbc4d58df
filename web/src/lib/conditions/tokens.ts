/** A word of an SQL condition, where it begins and ends in the text. */
export interface Token {
	kind: 'word' | 'name' | 'number' | 'text' | 'sign';
	/** Words in upper case; names and texts without their quotes; else as written. */
	value: string;
	from: number;
	to: number;
}

const PATTERN = /\s+|([A-Za-z_][A-Za-z0-9_]*)|"((?:[^"]|"")*)"|([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|'((?:[^']|'')*)'|(--|\/\*)|(<=|>=|<>|!=|[^\sA-Za-z0-9_"'])/gy;

/** The words of a condition; `null` where the text has comments, or a quote that does not end. */
export function tokensOf(sql: string): Token[] | null {
	const found: Token[] = [];
	PATTERN.lastIndex = 0;
	let at = 0;
	while (at < sql.length) {
		const match = PATTERN.exec(sql);
		if (!match || match[5] !== undefined) return null;
		const to = PATTERN.lastIndex;
		const [, word, name, number, text, , sign] = match;
		if (word !== undefined) found.push({ kind: 'word', value: word, from: at, to });
		else if (name !== undefined) found.push({ kind: 'name', value: name.replaceAll('""', '"'), from: at, to });
		else if (number !== undefined) found.push({ kind: 'number', value: number, from: at, to });
		else if (text !== undefined) found.push({ kind: 'text', value: text.replaceAll("''", "'"), from: at, to });
		else if (sign !== undefined) found.push({ kind: 'sign', value: sign, from: at, to });
		at = to;
	}
	return found;
}

/** A keyword, whatever its case. */
export const isWord = (token: Token | undefined, word: string) => token?.kind === 'word' && token.value.toUpperCase() === word;
export const isSign = (token: Token | undefined, sign: string) => token?.kind === 'sign' && token.value === sign;

/**
 * The parts that stand beside each other, joined by `AND`; one part where they are not: at an `OR`, or where brackets do not
 * match.
 */
export function partsOf(tokens: readonly Token[]): Token[][] {
	const parts: Token[][] = [[]];
	let depth = 0;
	let between = false;
	for (const token of tokens) {
		if (isSign(token, '(') || isWord(token, 'CASE')) depth += 1;
		if (isSign(token, ')') || isWord(token, 'END')) depth -= 1;
		if (depth < 0) return [[...tokens]];
		if (depth === 0) {
			if (isWord(token, 'OR')) return [[...tokens]];
			if (isWord(token, 'AND') && !between) {
				parts.push([]);
				continue;
			}
			if (isWord(token, 'BETWEEN')) between = true;
			else if (isWord(token, 'AND')) between = false;
		}
		parts.at(-1)?.push(token);
	}
	return depth === 0 && parts.every((part) => part.length) ? parts : [[...tokens]];
}
