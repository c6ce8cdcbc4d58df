import { levelOf } from '$lib/state/codes';
import { KINDS, sqlOf, type Condition } from './condition';
import { isSign, isWord, partsOf, tokensOf, type Token } from './tokens';

/** Reads a plan's condition as a list; what the form has no fields for stays SQL. `isIndicator` knows the catalogue. */
export function parse(where: string, isIndicator: (id: string) => boolean): Condition[] {
	if (!where.trim()) return [];
	const tokens = tokensOf(where);
	if (!tokens) return [{ what: 'sql', sql: where.trim() }];
	return partsOf(tokens)
		.map((part): Condition => read(part, isIndicator) ?? { what: 'sql', sql: where.slice(part[0]?.from ?? 0, part.at(-1)?.to ?? where.length) })
		.reduce<Condition[]>(merged, []);
}

/** The condition of a plan that a list makes. */
export function join(conditions: readonly Condition[]): string {
	if (conditions.length === 1) return conditions.map(sqlOf).join('');
	return conditions.map(bracketed).join(' AND ');
}

/** A text that an `AND` beside it would tear apart is bracketed. */
export function bracketed(condition: Condition): string {
	const sql = sqlOf(condition);
	if (condition.what !== 'sql') return sql;
	const tokens = tokensOf(sql);
	const alone = tokens && partsOf(tokens).length === 1 && !isLoose(tokens);
	return alone ? sql : `(\n${sql}\n)`;
}

function isLoose(tokens: readonly Token[]): boolean {
	let depth = 0;
	return tokens.some((token) => {
		if (isSign(token, '(')) depth += 1;
		if (isSign(token, ')')) depth -= 1;
		return depth < 0 || (depth === 0 && isWord(token, 'OR'));
	}) || depth !== 0;
}

/** `x >= 1 AND x <= 5`, one after the other, is one range. */
function merged(all: Condition[], next: Condition): Condition[] {
	const last = all.at(-1);
	if (last?.what === 'range' && next.what === 'range' && last.indicator === next.indicator) {
		if (last.low !== null && last.high === null && next.low === null) return [...all.slice(0, -1), { ...last, high: next.high }];
		if (last.low === null && last.high !== null && next.high === null) return [...all.slice(0, -1), { ...last, low: next.low }];
	}
	return [...all, next];
}

function read(tokens: readonly Token[], isIndicator: (id: string) => boolean): Condition | null {
	return readFlag(tokens) ?? readProgramme(tokens) ?? readKinds(tokens) ?? readAreas(tokens) ?? readIndicator(tokens, isIndicator) ?? readDrawn(tokens);
}

const columnOf = (token: Token | undefined) => (token?.kind === 'name' ? token.value : token?.kind === 'word' ? token.value.toLowerCase() : null);

function readFlag(tokens: readonly Token[]): Condition | null {
	const not = isWord(tokens[0], 'NOT');
	const [column, ...rest] = not ? tokens.slice(1) : tokens;
	if (columnOf(column) !== 'designated') return null;
	if (!rest.length) return { what: 'designated', is: !not };
	const said = rest.length === 2 && isSign(rest[0], '=') && (isWord(rest[1], 'TRUE') || isWord(rest[1], 'FALSE'));
	return said ? { what: 'designated', is: isWord(rest[1], 'TRUE') !== not } : null;
}

function readProgramme(tokens: readonly Token[]): Condition | null {
	const programme = tokens.at(-2);
	if (columnOf(tokens[0]) !== 'code' || programme?.kind !== 'text') return null;
	return asWritten({ what: 'programme', programme: programme.value, is: !isWord(tokens[1], 'NOT') }, tokens);
}

/** The condition where the words are those that this form itself writes for it: anything else stays SQL. */
function asWritten(condition: Condition, tokens: readonly Token[]): Condition | null {
	const written = tokensOf(sqlOf(condition));
	const same = written?.length === tokens.length && written.every((one, i) => one.kind === tokens[i]?.kind && alike(one, tokens[i]));
	return same ? condition : null;
}

/** Words are the same in any case; texts are what they are. */
const alike = (one: Token, other: Token | undefined) => one.value === other?.value || (one.kind !== 'text' && one.value.toLowerCase() === other?.value.toLowerCase());

/** `column = 'a'`, `column <> 'a'`, `column [NOT] IN ('a', 'b')`. */
function readTexts(tokens: readonly Token[]): { column: string; texts: string[]; inside: boolean } | null {
	const column = columnOf(tokens[0]);
	if (column === null) return null;
	const [, second, third] = tokens;
	if (tokens.length === 3 && third?.kind === 'text') {
		if (isSign(second, '=')) return { column, texts: [third.value], inside: true };
		return isSign(second, '<>') || isSign(second, '!=') ? { column, texts: [third.value], inside: false } : null;
	}
	const not = isWord(second, 'NOT');
	const rest = tokens.slice(not ? 2 : 1);
	if (!isWord(rest[0], 'IN') || !isSign(rest[1], '(') || !isSign(rest.at(-1), ')')) return null;
	const list = rest.slice(2, -1);
	const regular = list.length % 2 === 1 && list.every((one, i) => (i % 2 ? isSign(one, ',') : one.kind === 'text'));
	return regular ? { column, texts: list.filter((_, i) => i % 2 === 0).map((one) => one.value), inside: !not } : null;
}

function readKinds(tokens: readonly Token[]): Condition | null {
	const found = readTexts(tokens);
	if (found?.column !== 'kind' || !found.texts.every((one) => (KINDS as readonly string[]).includes(one))) return null;
	const kinds = KINDS.filter((one) => found.texts.includes(one) === found.inside);
	return kinds.length ? { what: 'kind', kinds } : null;
}

const LEVEL: Record<string, string> = { province_code: 'province', regency_code: 'regency', district_code: 'district' };

function readAreas(tokens: readonly Token[]): Condition | null {
	const simple = readAreaList(tokens);
	if (simple) return simple;
	// NOT (province_code IN (…) OR regency_code IN (…))
	const inside = !isWord(tokens[0], 'NOT');
	const group = inside ? tokens : tokens.slice(1);
	if (!isSign(group[0], '(') || !isSign(group.at(-1), ')')) return null;
	const codes: string[] = [];
	for (const part of alternatives(group.slice(1, -1))) {
		const found = readAreaList(part);
		if (found?.what !== 'area' || !found.inside) return null;
		codes.push(...found.codes);
	}
	return codes.length ? { what: 'area', codes, inside } : null;
}

function readAreaList(tokens: readonly Token[]): Condition | null {
	const found = readTexts(tokens);
	const level = found && LEVEL[found.column];
	return found && level && found.texts.every((code) => levelOf(code) === level) ? { what: 'area', codes: found.texts, inside: found.inside } : null;
}

/** Parts joined by `OR` outside of brackets. */
function alternatives(tokens: readonly Token[]): Token[][] {
	const parts: Token[][] = [[]];
	let depth = 0;
	for (const token of tokens) {
		if (isSign(token, '(')) depth += 1;
		if (isSign(token, ')')) depth -= 1;
		if (depth === 0 && isWord(token, 'OR')) parts.push([]);
		else parts.at(-1)?.push(token);
	}
	return parts;
}

function readIndicator(tokens: readonly Token[], isIndicator: (id: string) => boolean): Condition | null {
	const indicator = columnOf(tokens[0]);
	if (indicator === null || !isIndicator(indicator)) return null;
	const [, second, third, fourth, fifth] = tokens;
	const value = (token: Token | undefined) => (token?.kind === 'number' ? Number(token.value) : null);
	const one = value(third);
	if (tokens.length === 3 && one !== null) {
		if (isSign(second, '>=')) return { what: 'range', indicator, low: one, high: null };
		if (isSign(second, '<=')) return { what: 'range', indicator, low: null, high: one };
		return isSign(second, '=') ? { what: 'range', indicator, low: one, high: one } : null;
	}
	const two = value(fifth);
	if (tokens.length === 5 && isWord(second, 'BETWEEN') && isWord(fourth, 'AND') && one !== null && two !== null) return { what: 'range', indicator, low: one, high: two };
	if (!isWord(second, 'IS')) return null;
	if (tokens.length === 3 && isWord(third, 'NULL')) return { what: 'known', indicator, known: false };
	return tokens.length === 4 && isWord(third, 'NOT') && isWord(fourth, 'NULL') ? { what: 'known', indicator, known: true } : null;
}

function readDrawn(tokens: readonly Token[]): Condition | null {
	const polygon = tokens.find((one) => one.kind === 'text')?.value ?? '';
	const corners = /^POLYGON\(\(([^()]+)\)\)$/.exec(polygon)?.[1]?.split(',').map((one) => one.trim().split(/\s+/).map(Number));
	if (!corners || corners.length < 4 || !corners.every((one) => one.length === 2 && one.every(Number.isFinite))) return null;
	return asWritten({ what: 'drawn', ring: corners.slice(0, -1).map(([lon = 0, lat = 0]) => [lon, lat]) }, tokens);
}
