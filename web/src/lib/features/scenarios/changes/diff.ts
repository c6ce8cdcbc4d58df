import type { Criterion, Named, Plan } from '$lib/api';

type Scalar = string | number | boolean | null;

/** One difference between two plans. `from` and `to` are `null` where a plan says nothing. */
export type Change =
	/** Weights are shares of their sum; `null` where the plan has no such criterion. */
	| { kind: 'weight'; indicator: string; from: number | null; to: number | null }
	| { kind: 'goalposts'; indicator: string; from: [number, number] | null; to: [number, number] | null }
	| { kind: 'direction'; indicator: string; from: string | null; to: string | null }
	| { kind: 'order' }
	| { kind: 'where'; from: string; to: string }
	/** A setting or limit by its path: `count`, `per_regency.max`, `per_regency.52.03.max`, `budget.apbn`. */
	| { kind: 'setting'; path: string; from: Scalar; to: Scalar }
	/** A village was pinned or excluded (`from` is `null`), let go (`to` is `null`), or the reason is another. */
	| { kind: 'pin' | 'exclude'; id: string; from: string | null; to: string | null }
	/** How many villages were in the basket and are now, and how many of them came and went. */
	| { kind: 'basket'; from: number; to: number; came: number; went: number };

/** What the server takes where a plan is silent: writing it down changes nothing. */
const DEFAULTS: Record<string, Scalar> = {
	missing: 'interval',
	method: 'wsm',
	spacing_to_designated: true,
	objective: 'score',
	min_weight_present: 0.8,
	time_limit_s: 30
};
const APART = new Set(['criteria', 'candidates', 'constraints', 'pin', 'exclude', 'basket']);
/** Weights that round to the same tenth of a percent read the same. */
const SAME_WEIGHT = 0.0005;

/** Everything that differs between two plans, in the order in which the page shows a plan. */
export function diffPlans(before: Plan, after: Plan): Change[] {
	return [
		...settings(scalars(before, ''), scalars(after, '')),
		...criteria(before.criteria, after.criteria),
		...condition(before.candidates?.where ?? '', after.candidates?.where ?? ''),
		...settings(scalars(before.constraints ?? {}, ''), scalars(after.constraints ?? {}, '')),
		...named('pin', before.constraints?.pin, after.constraints?.pin),
		...named('exclude', before.constraints?.exclude, after.constraints?.exclude),
		...basket(before.basket, after.basket)
	];
}

function condition(from: string, to: string): Change[] {
	return from.trim() === to.trim() ? [] : [{ kind: 'where', from: from.trim(), to: to.trim() }];
}

/** Weights divided by their sum, as the server uses them. */
export function shares(all: readonly Criterion[]): Map<string, number> {
	const sum = all.reduce((total, one) => total + one.weight, 0) || 1;
	return new Map(all.map((one) => [one.indicator, one.weight / sum]));
}

function criteria(before: readonly Criterion[], after: readonly Criterion[]): Change[] {
	const [was, is] = [shares(before), shares(after)];
	const [old, now] = [new Map(before.map((one) => [one.indicator, one])), new Map(after.map((one) => [one.indicator, one]))];
	const changes: Change[] = [];
	for (const indicator of new Set([...now.keys(), ...old.keys()])) {
		const [from, to] = [was.get(indicator) ?? null, is.get(indicator) ?? null];
		if (from === null || to === null || Math.abs(from - to) >= SAME_WEIGHT) changes.push({ kind: 'weight', indicator, from, to });
		const [a, b] = [old.get(indicator), now.get(indicator)];
		if (!a || !b) continue;
		// A plan may leave these to the server: then they are absent.
		const [posts, own] = [a.goalposts ?? null, b.goalposts ?? null];
		if (JSON.stringify(posts) !== JSON.stringify(own)) changes.push({ kind: 'goalposts', indicator, from: posts, to: own });
		const [way, turn] = [a.direction ?? null, b.direction ?? null];
		if (way !== turn) changes.push({ kind: 'direction', indicator, from: way, to: turn });
		for (const change of settings(scalars(rest(a), indicator), scalars(rest(b), indicator))) changes.push(change);
	}
	const common = (all: readonly Criterion[], other: Map<string, unknown>) => all.map((one) => one.indicator).filter((one) => other.has(one));
	if (common(before, now).join() !== common(after, old).join()) changes.push({ kind: 'order' });
	return changes;
}

/** What a criterion may carry besides weight, goalposts and direction. */
function rest(criterion: Criterion): Record<string, unknown> {
	const { indicator: _i, weight: _w, goalposts: _g, direction: _d, ...other } = criterion;
	return other;
}

/** Numbers, texts and switches of a part of the plan by their path. */
function scalars(part: object, path: string): Map<string, Scalar> {
	const found = new Map<string, Scalar>();
	for (const [key, value] of Object.entries(part) as [string, unknown][]) {
		if (!path && APART.has(key)) continue;
		const at = path ? `${path}.${key}` : key;
		if (value === null || value === undefined) continue;
		if (Array.isArray(value)) found.set(at, JSON.stringify(value));
		else if (typeof value === 'object') for (const [deep, one] of scalars(value, at)) found.set(deep, one);
		else found.set(at, value as Scalar);
	}
	return found;
}

function settings(before: Map<string, Scalar>, after: Map<string, Scalar>): Change[] {
	return [...new Set([...after.keys(), ...before.keys()])].flatMap((path): Change[] => {
		const of = (all: Map<string, Scalar>) => all.get(path) ?? DEFAULTS[path] ?? null;
		const [from, to] = [of(before), of(after)];
		return from === to ? [] : [{ kind: 'setting', path, from, to }];
	});
}

function named(kind: 'pin' | 'exclude', before: readonly Named[] = [], after: readonly Named[] = []): Change[] {
	const reasons = (all: readonly Named[]) => new Map(all.map((one) => (typeof one === 'string' ? [one, ''] : [one.id, one.reason])));
	const [was, is] = [reasons(before), reasons(after)];
	return [...new Set([...is.keys(), ...was.keys()])].flatMap((id): Change[] => {
		const [from, to] = [was.get(id) ?? null, is.get(id) ?? null];
		return from === to ? [] : [{ kind, id, from, to }];
	});
}

function basket(before: readonly string[] = [], after: readonly string[] = []): Change[] {
	const [was, is] = [new Set(before), new Set(after)];
	const [came, went] = [after.filter((id) => !was.has(id)).length, before.filter((id) => !is.has(id)).length];
	return came || went ? [{ kind: 'basket', from: was.size, to: is.size, came, went }] : [];
}

/** All settings and limits of a plan, for reading: path and value. */
export function limitsOfPlan(plan: Plan): [string, Scalar][] {
	return [...scalars(plan, ''), ...scalars(plan.constraints ?? {}, '')];
}

/** Codes of the villages that the changes name. */
export function villagesIn(changes: readonly Change[]): string[] {
	return [...new Set(changes.flatMap((change) => (change.kind === 'pin' || change.kind === 'exclude' ? [change.id] : [])))];
}
