import type { AreaLimits, Constraints } from '$lib/api';
import { levelOf } from '$lib/state/codes';

/** Funding sources in the order in which they are offered; a plan may name others. */
export const FUNDING = ['APBN', 'APBD_PROV', 'APBD_KAB', 'DANA_DESA', 'CSR', 'OTHER'] as const;

/** Fewest and most villages of an area; `null` leaves a side open. */
export interface Range {
	min: number | null;
	max: number | null;
}

type Kind = 'per_regency' | 'per_province';

/** The limits that count for one area. */
export interface AreaRange extends Range {
	code: string;
	kind: Kind;
}

/** Constraints without what says nothing: nulls, empty lists and empty objects. */
export function tidy(constraints: Constraints): Constraints {
	return Object.fromEntries(
		Object.entries(constraints).filter(([, value]) => {
			if (value === null || value === undefined) return false;
			return typeof value !== 'object' || Object.keys(value).length > 0;
		})
	);
}

/** Sets or, with `null`, opens one limit. */
export function withLimit<K extends keyof Constraints>(constraints: Constraints, key: K, value: Constraints[K] | null): Constraints {
	return tidy({ ...constraints, [key]: value });
}

/** The limits for every regency or province that has none of its own. */
export function everyOf(constraints: Constraints, kind: Kind): Range {
	const side = (name: 'min' | 'max') => {
		const value = constraints[kind]?.[name];
		return typeof value === 'number' ? value : null;
	};
	return { min: side('min'), max: side('max') };
}

/** Sets one side of the limits for every regency or province. */
export function withEvery(constraints: Constraints, kind: Kind, side: 'min' | 'max', value: number | null): Constraints {
	const { [side]: _, ...rest } = constraints[kind] ?? {};
	return withLimit(constraints, kind, value === null ? rest : { ...rest, [side]: value });
}

/** Limits of single areas, in the order of their codes. */
export function singleAreas(constraints: Constraints): AreaRange[] {
	return (['per_province', 'per_regency'] as const)
		.flatMap((kind) =>
			Object.entries(constraints[kind] ?? {}).flatMap(([code, own]): AreaRange[] =>
				typeof own === 'number' ? [] : [{ code, kind, min: own.min ?? null, max: own.max ?? null }]
			)
		)
		.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Which list of limits an area belongs to; `null` for districts, villages and texts that are no code. */
export function kindOf(code: string): Kind | null {
	const level = levelOf(code);
	return level === 'province' ? 'per_province' : level === 'regency' ? 'per_regency' : null;
}

/** Sets the limits of one area; `null` removes them. */
export function withArea(constraints: Constraints, code: string, range: Range | null): Constraints {
	const kind = kindOf(code);
	if (!kind) return constraints;
	const { [code]: _, ...rest } = constraints[kind] ?? {};
	const own = range ? { ...(range.min === null ? {} : { min: range.min }), ...(range.max === null ? {} : { max: range.max }) } : null;
	return withLimit(constraints, kind, own ? { ...rest, [code]: own } : rest);
}

/** The limits that count in an area: its own, and for a side that it leaves open those of every area. */
export function rangeOf(constraints: Constraints, code: string): Range {
	const kind = kindOf(code);
	if (!kind) return { min: null, max: null };
	const limits: AreaLimits = constraints[kind] ?? {};
	const own = limits[code];
	const every = everyOf(constraints, kind);
	if (typeof own !== 'object') return every;
	return { min: own.min ?? every.min, max: own.max ?? every.max };
}

/** Sets the rupiah of one funding source; `null` removes the source. */
export function withBudget(constraints: Constraints, source: string, rupiah: number | null): Constraints {
	const { [source]: _, ...rest } = constraints.budget ?? {};
	return withLimit(constraints, 'budget', rupiah === null ? rest : { ...rest, [source]: rupiah });
}

/** What cannot be, before the server is asked; the values are keys of the dictionary. */
export type Fault = 'radiusMissing' | 'whole' | 'positive' | 'notNegative' | 'minOverMax' | 'minOverCount' | 'costMissing';

/** Faults by the path of the field that has them. */
export function faultsOf(constraints: Constraints): Map<string, Fault> {
	const faults = new Map<string, Fault>();
	const { count } = constraints;
	const whole = (path: string, value: number | null | undefined, least: number) => {
		if (value === null || value === undefined) return;
		if (!Number.isInteger(value)) faults.set(path, 'whole');
		else if (value < least) faults.set(path, least > 0 ? 'positive' : 'notNegative');
	};
	whole('count', count, 1);
	const check = (path: string, range: Range) => {
		whole(`${path}.min`, range.min, 0);
		whole(`${path}.max`, range.max, 0);
		if (range.min !== null && range.max !== null && range.min > range.max) faults.set(`${path}.min`, 'minOverMax');
		else if (range.min !== null && typeof count === 'number' && range.min > count) faults.set(`${path}.min`, 'minOverCount');
	};
	for (const kind of ['per_regency', 'per_province'] as const) check(kind, everyOf(constraints, kind));
	for (const one of singleAreas(constraints)) check(`${one.kind}.${one.code}`, one);
	const { objective, radius_km } = constraints;
	if ((objective === 'mclp' || objective === 'lscp') && !((radius_km ?? 0) > 0)) faults.set('radius_km', 'radiusMissing');
	if ((constraints.spacing_km ?? 0) < 0) faults.set('spacing_km', 'notNegative');
	for (const [source, rupiah] of Object.entries(constraints.budget ?? {})) if (!(rupiah >= 0)) faults.set(`budget.${source}`, 'notNegative');
	if (constraints.budget && (constraints.cost === undefined || constraints.cost === null)) faults.set('cost', 'costMissing');
	if (typeof constraints.cost === 'number' && !(constraints.cost > 0)) faults.set('cost', 'positive');
	return faults;
}
