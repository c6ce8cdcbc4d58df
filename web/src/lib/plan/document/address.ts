import type { Constraints } from '$lib/api';
import { codeOfFeature, featureId } from '$lib/state/codes';
import type { Decision, PageCriterion } from './document';
import { everyOf, singleAreas, tidy, withArea, withBudget, withEvery, type Range } from './limits';

/**
 * A plan in the address: `pmi_per_1000:0.4:0:120,idm:0.2:0.4:0.9:cost`. One criterion is
 * indicator, weight, low and high goalpost, and its direction where it is not `benefit`.
 */
export function encodeCriteria(criteria: readonly PageCriterion[]): string {
	return criteria
		.map(({ indicator, weight, goalposts: [a, b], direction }) =>
			[indicator, round(weight), round(a), round(b), ...(direction === 'cost' ? ['cost'] : [])].join(':')
		)
		.join(',');
}

/** Reads what `encodeCriteria` wrote; `null` when a part of it cannot be read. */
export function decodeCriteria(text: string): PageCriterion[] | null {
	const criteria: PageCriterion[] = [];
	for (const one of text.split(',')) {
		const [indicator, weight, a, b, direction, ...rest] = one.split(':');
		const numbers = [weight, a, b].map((value) => (value ? Number(value) : NaN));
		const [w = NaN, low = NaN, high = NaN] = numbers;
		if (!indicator || !numbers.every(Number.isFinite) || w < 0 || !(high > low) || rest.length) return null;
		if (direction !== undefined && direction !== 'cost') return null;
		criteria.push({ indicator, weight: w, goalposts: [low, high], direction: direction ?? 'benefit' });
	}
	return criteria;
}

/** Six significant digits: what a hand on a slider can mean. */
const round = (value: number) => Number(value.toPrecision(6));

/** Constraints that have a short name of their own; every other one is written `x.name:value`. */
const OWN = new Set(['count', 'per_regency', 'per_province', 'spacing_km', 'spacing_to_designated', 'cost', 'budget', 'pin', 'exclude']);
/** A plan without any limit. */
const FREE = 'none';

/**
 * Limits in the address: `n:150,r:-2,p:1-,52:5-,52.03:-3,km:5,far:0,cost:cost_idr,b.APBN:50000000000`.
 * `n` is the count, `r` and `p` every regency and province, `min-max` a range with open sides. Constraints
 * that the page has no field for are written only where they differ from `base`.
 */
export function encodeLimits(constraints: Constraints, base: Constraints): string {
	const range = ({ min, max }: Range) => (min === null && max === null ? null : `${min ?? ''}-${max ?? ''}`);
	const cost = constraints.cost ?? null;
	const before: Readonly<Record<string, unknown>> = base;
	const parts: [string, string | number | null][] = [
		['n', constraints.count ?? null],
		['r', range(everyOf(constraints, 'per_regency'))],
		['p', range(everyOf(constraints, 'per_province'))],
		...singleAreas(constraints).map((one): [string, string | null] => [one.code, range(one)]),
		['km', constraints.spacing_km ?? null],
		['far', constraints.spacing_to_designated === false ? 0 : null],
		['cost', cost],
		...Object.entries(constraints.budget ?? {}).map(([source, rupiah]): [string, number] => [`b.${source}`, rupiah]),
		...Object.entries(constraints).flatMap(([key, value]): [string, string | number][] =>
			!OWN.has(key) && value !== before[key] && (typeof value === 'string' || typeof value === 'number') ? [[`x.${key}`, value]] : []
		)
	];
	const text = parts.flatMap(([key, value]) => (value === null ? [] : `${escape(key)}:${escape(String(value))}`)).join(',');
	return text || FREE;
}

/** Reads what `encodeLimits` wrote; `null` when a part of it cannot be read. */
export function decodeLimits(text: string, base: Constraints): Constraints | null {
	const { spacing_to_designated } = base;
	const kept = Object.entries(base).filter(([key]) => !OWN.has(key));
	let found: Constraints = { ...Object.fromEntries(kept), ...(spacing_to_designated === true ? { spacing_to_designated } : {}) };
	if (text === FREE) return found;
	for (const part of text.split(',')) {
		const [key, value, ...rest] = part.split(':').map(unescape);
		if (!key || !value || rest.length) return null;
		const next = readLimit(found, key, value);
		if (!next) return null;
		found = next;
	}
	return tidy(found);
}

function readLimit(found: Constraints, key: string, value: string): Constraints | null {
	const number = Number(value);
	if (key === 'n') return Number.isInteger(number) && number > 0 ? { ...found, count: number } : null;
	if (key === 'km') return number >= 0 ? { ...found, spacing_km: number } : null;
	if (key === 'far') return value === '0' ? { ...found, spacing_to_designated: false } : null;
	if (key === 'cost') return { ...found, cost: Number.isFinite(number) ? number : value };
	if (key.startsWith('b.')) return number >= 0 ? withBudget(found, key.slice(2), number) : null;
	if (key.startsWith('x.')) return { ...found, [key.slice(2)]: Number.isFinite(number) ? number : value };
	const [, low, high] = /^(\d*)-(\d*)$/.exec(value) ?? [];
	if (low === undefined || high === undefined) return null;
	const range: Range = { min: low ? Number(low) : null, max: high ? Number(high) : null };
	if (/^\d\d(\.\d\d)?$/.test(key)) return withArea(found, key, range);
	const kind = key === 'r' ? 'per_regency' : key === 'p' ? 'per_province' : null;
	return kind && withEvery(withEvery(found, kind, 'min', range.min), kind, 'max', range.max);
}

/** Pins or exclusions: the ten digits of the code, then the reason; `~s` between them. */
export function encodeDecisions(decisions: readonly Decision[], kind: Decision['kind']): string {
	return decisions
		.filter((one) => one.kind === kind)
		.map((one) => featureId(one.id) + one.reason.replaceAll('~', '~t'))
		.join('~s');
}

/** Reads what `encodeDecisions` wrote; `null` when a part of it cannot be read. */
export function decodeDecisions(text: string, kind: Decision['kind']): Decision[] | null {
	const found = text.split('~s').map((part): Decision | null => {
		const id = villageOf(part.slice(0, 10));
		return id ? { id, kind, reason: part.slice(10).replaceAll('~t', '~') } : null;
	});
	return found.every((one) => one !== null) ? found : null;
}

/** Codes of villages, ascending, each as its distance from the one before in base 36. */
export function encodeVillages(codes: readonly string[]): string {
	let before = 0;
	return [...new Set(codes)]
		.map(featureId)
		.sort((a, b) => a - b)
		.map((id) => {
			const step = (id - before).toString(36);
			before = id;
			return step;
		})
		.join('.');
}

/** Reads what `encodeVillages` wrote; `null` when a part of it cannot be read. */
export function decodeVillages(text: string): string[] | null {
	let at = 0;
	const codes: string[] = [];
	for (const step of text.split('.')) {
		if (!/^[0-9a-z]{1,7}$/.test(step)) return null;
		at += Number.parseInt(step, 36);
		const code = villageOf(String(at));
		if (!code) return null;
		codes.push(code);
	}
	return codes;
}

const villageOf = (digits: string) => (/^\d{10}$/.test(digits) ? codeOfFeature(digits) : null);

/** Keys and values must not hold the signs between them. */
const escape = (text: string) => text.replaceAll('~', '~t').replaceAll(':', '~c').replaceAll(',', '~k');
const unescape = (text: string) => text.replaceAll('~k', ',').replaceAll('~c', ':').replaceAll('~t', '~');
