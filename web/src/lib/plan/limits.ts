import type { AreaLimits, Constraints, Named } from '$lib/api';

/** The constraints of a plan as the panel holds them; `null` leaves a limit open. */
export interface Limits {
	count: number | null;
	maxRegency: number | null;
	minProvince: number | null;
	maxProvince: number | null;
	spacingKm: number | null;
	/** Million rupiah. */
	budget: number | null;
}

/** A village that the planner decided about, and why. */
export interface Decision {
	id: string;
	name: string;
	kind: 'pin' | 'exclude';
	reason: string;
}

/** Name of the one funding source that the panel's budget stands for. */
const SOURCE = 'apbn';
const MILLION = 1e6;

const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Reads the limits that the panel can show. */
export function limitsOf(constraints: Constraints | null | undefined): Limits {
	const all = Object.values(constraints?.budget ?? {});
	return {
		count: number(constraints?.count),
		maxRegency: number(constraints?.per_regency?.['max']),
		minProvince: number(constraints?.per_province?.['min']),
		maxProvince: number(constraints?.per_province?.['max']),
		spacingKm: number(constraints?.spacing_km),
		budget: all.length ? all.reduce((sum, one) => sum + one, 0) / MILLION : null
	};
}

/** The constraints as the server takes them: what the panel does not show stays as the plan has it. */
export function constraintsOf(base: Constraints | null | undefined, limits: Limits, decisions: readonly Decision[]): Constraints {
	const { budget: _budget, ...rest } = base ?? {};
	const named = (kind: Decision['kind']): Named[] => decisions.filter((one) => one.kind === kind).map(({ id, reason }) => (reason ? { id, reason } : id));
	return {
		...rest,
		count: limits.count,
		per_regency: areaLimits(base?.per_regency, { max: limits.maxRegency }),
		per_province: areaLimits(base?.per_province, { min: limits.minProvince, max: limits.maxProvince }),
		spacing_km: limits.spacingKm,
		...(limits.budget === null ? {} : { budget: { [SOURCE]: limits.budget * MILLION } }),
		pin: named('pin'),
		exclude: named('exclude')
	};
}

function areaLimits(base: AreaLimits | undefined, own: Record<string, number | null>): AreaLimits {
	const kept = Object.entries(base ?? {}).filter(([key]) => !(key in own));
	const set = Object.entries(own).filter((entry): entry is [string, number] => entry[1] !== null);
	return Object.fromEntries([...kept, ...set]);
}
