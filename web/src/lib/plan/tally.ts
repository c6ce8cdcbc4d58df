import type { Constraints } from '$lib/api';
import type { Decision } from './document/document';
import { rangeOf, singleAreas, type Range } from './document/limits';
import type { Fact } from './facts.svelte';

/** A village of the basket as the counting needs it. */
export interface Member {
	code: string;
	/** `null` while it is on its way, or when the dataset has no such village. */
	fact: Fact | null;
	/** Share of the weight that has a value, 0 to 1; `null` when it is not known. */
	present: number | null;
	/** The source that the optimiser pays it from. */
	funding?: string | null;
}

/** Two villages of the basket, and the kilometres between them. */
export interface NearPair {
	first: string;
	second: string;
	km: number;
}

/** A limit that the basket breaks. The parts are worded in the reader's language. */
export type Breach =
	| { what: 'more'; chosen: number; limit: number }
	| { what: 'area_more' | 'area_fewer'; area: string; chosen: number; limit: number }
	| { what: 'budget'; source: string; over: number }
	| { what: 'spacing'; first: string; second: string; km: number }
	| { what: 'near_designated' | 'incomplete' | 'no_cost' | 'no_location' | 'excluded' | 'unpinned' | 'unknown'; village: string };

export interface AreaUse extends Range {
	code: string;
	chosen: number;
}

export interface Purse {
	source: string;
	used: number;
	available: number;
}

export interface Tally {
	chosen: number;
	wanted: number | null;
	/** Rupiah of the villages whose cost is known. */
	cost: number;
	/** Villages whose cost is not known, where a cost was asked for. */
	withoutCost: number;
	purses: Purse[];
	/** Areas with chosen villages or limits of their own. */
	provinces: AreaUse[];
	regencies: AreaUse[];
	breaches: Breach[];
}

/** Counts a basket against the limits. `near` are the pairs that lie nearer than the spacing, as the server measured them. */
export function tally(members: readonly Member[], constraints: Constraints, decisions: readonly Decision[], near: readonly NearPair[]): Tally {
	const here = new Set(members.map((one) => one.code));
	const wanted = constraints.count ?? null;
	const provinces = areaUse(members, constraints, 2);
	const regencies = areaUse(members, constraints, 5);
	const costs = members.map((one) => ({ member: one, cost: costOf(one, constraints) }));
	const purses = pay(costs, constraints.budget ?? {});
	const known = costs.filter((one) => one.cost !== null);
	const asked = constraints.cost !== undefined && constraints.cost !== null;

	// A basket that is still being filled has not broken what the places left can make good.
	const left = wanted === null ? 0 : wanted - members.length;
	const lacking = (all: AreaUse[]) => all.reduce((sum, one) => sum + Math.max(0, (one.min ?? 0) - one.chosen), 0);
	const waiting = left > 0 && lacking(provinces) <= left && lacking(regencies) <= left;

	const breaches: Breach[] = [];
	if (wanted !== null && members.length > wanted) breaches.push({ what: 'more', chosen: members.length, limit: wanted });
	for (const area of [...provinces, ...regencies]) {
		if (area.max !== null && area.chosen > area.max) breaches.push({ what: 'area_more', area: area.code, chosen: area.chosen, limit: area.max });
		if (area.min !== null && area.chosen < area.min && !waiting) breaches.push({ what: 'area_fewer', area: area.code, chosen: area.chosen, limit: area.min });
	}
	for (const purse of purses) if (purse.used > purse.available) breaches.push({ what: 'budget', source: purse.source, over: purse.used - purse.available });
	breaches.push(...spacing(members, constraints, near));
	const least = typeof constraints['min_weight_present'] === 'number' ? constraints['min_weight_present'] : 0.8;
	const pinned = new Set(decisions.filter((one) => one.kind === 'pin').map((one) => one.id));
	for (const { member, cost } of costs) {
		if (!member.fact) continue;
		if (member.present !== null && member.present < least - 1e-9 && !pinned.has(member.code)) breaches.push({ what: 'incomplete', village: member.code });
		if (cost === null && constraints.budget) breaches.push({ what: 'no_cost', village: member.code });
	}
	for (const { id, kind } of decisions) {
		if (kind === 'exclude' && here.has(id)) breaches.push({ what: 'excluded', village: id });
		if (kind === 'pin' && !here.has(id) && !waiting) breaches.push({ what: 'unpinned', village: id });
	}
	return {
		chosen: members.length,
		wanted,
		cost: known.reduce((sum, one) => sum + (one.cost ?? 0), 0),
		withoutCost: asked ? costs.filter((one) => one.cost === null && one.member.fact).length : 0,
		purses,
		provinces,
		regencies,
		breaches
	};
}

function costOf({ fact }: Member, { cost }: Constraints): number | null {
	if (typeof cost === 'number') return cost;
	return typeof cost === 'string' ? (fact?.values[cost] ?? null) : null;
}

function areaUse(members: readonly Member[], constraints: Constraints, digits: 2 | 5): AreaUse[] {
	const counts = new Map<string, number>();
	for (const one of singleAreas(constraints)) if (one.code.length === digits) counts.set(one.code, 0);
	for (const { code } of members) counts.set(code.slice(0, digits), (counts.get(code.slice(0, digits)) ?? 0) + 1);
	return [...counts].map(([code, chosen]) => ({ code, chosen, ...rangeOf(constraints, code) })).sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Every village is paid from one source: as the optimiser said, the rest dearest first from the fullest purse. */
function pay(costs: readonly { member: Member; cost: number | null }[], budget: Readonly<Record<string, number>>): Purse[] {
	const purses = Object.entries(budget).map(([source, available]) => ({ source, available, used: 0 }));
	const first = purses[0];
	if (!first) return [];
	const open: number[] = [];
	for (const { member, cost } of costs) {
		const purse = purses.find((one) => one.source === member.funding);
		if (cost === null) continue;
		if (purse) purse.used += cost;
		else open.push(cost);
	}
	for (const cost of open.sort((a, b) => b - a)) {
		const fullest = purses.reduce((best, one) => (one.available - one.used > best.available - best.used ? one : best), first);
		fullest.used += cost;
	}
	return purses;
}

function spacing(members: readonly Member[], constraints: Constraints, near: readonly NearPair[]): Breach[] {
	const limit = constraints.spacing_km ?? 0;
	if (!(limit > 0)) return [];
	const found: Breach[] = near.map(({ first, second, km }) => ({ what: 'spacing', first, second, km }));
	for (const { code, fact } of members) {
		if (!fact) continue;
		if (fact.lon === null || fact.lat === null) found.push({ what: 'no_location', village: code });
		const away = fact.values['designated_distance_km'] ?? null;
		if (constraints['spacing_to_designated'] !== false && away !== null && away < limit) found.push({ what: 'near_designated', village: code });
	}
	return found;
}
