import type { Constraints, Relaxation } from '$lib/api';
import type { Decision } from '$lib/plan/document/document';
import { rangeOf, withArea, withBudget, withLimit } from '$lib/plan/document/limits';

/** What a relaxation is about, read from the path of its constraint. */
export type Subject =
	| { what: 'count' }
	| { what: 'area'; code: string; side: 'min' | 'max' }
	| { what: 'budget'; sources: string[] }
	| { what: 'spacing' }
	| { what: 'complete' }
	| { what: 'pin'; id: string };

/** Reads `constraints.per_province.52.min` and the like; `null` for a path that the page does not know. */
export function subjectOf(constraint: string): Subject | null {
	const path = constraint.replace(/^constraints\./, '');
	if (path === 'count') return { what: 'count' };
	if (path === 'spacing_km') return { what: 'spacing' };
	if (path === 'min_weight_present') return { what: 'complete' };
	const area = /^per_(?:regency|province)\.(\d\d(?:\.\d\d)?)\.(min|max)$/.exec(path);
	if (area?.[1]) return { what: 'area', code: area[1], side: area[2] as 'min' | 'max' };
	if (path.startsWith('budget.')) return { what: 'budget', sources: path.slice(7).split('+') };
	if (path.startsWith('pin.')) return { what: 'pin', id: path.slice(4) };
	return null;
}

const MILLION = 1e6;

/** The limit as it would be after a relaxation; `null` where the amount is none, nothing would be left, or the limit has no amount. */
export function proposed(constraints: Constraints, relaxation: Relaxation): number | null {
	const subject = subjectOf(relaxation.constraint);
	const amount = relaxation.amount;
	if (!subject || !(amount > 0)) return null;
	if (subject.what === 'count') {
		const villages = Math.ceil(amount - 1e-6);
		// A covering may need more villages than the plan asks for.
		const count = (constraints.count ?? 0) + (relaxation.kind === 'more' ? villages : -villages);
		return count > 0 ? count : null;
	}
	if (subject.what === 'area') {
		const now = rangeOf(constraints, subject.code)[subject.side];
		if (now === null) return null;
		return subject.side === 'min' ? Math.max(0, now - Math.ceil(amount - 1e-6)) : now + Math.ceil(amount - 1e-6);
	}
	if (subject.what === 'budget') {
		const source = purseOf(constraints, subject.sources);
		// Budgets are written in million rupiah: the next whole one is enough.
		return source === null ? null : Math.ceil(((constraints.budget?.[source] ?? 0) + amount) / MILLION - 1e-9) * MILLION;
	}
	return null;
}

/** The purse that a missing sum is added to: the largest of those that are meant. */
export function purseOf(constraints: Constraints, sources: readonly string[]): string | null {
	const budget = constraints.budget ?? {};
	const known = sources.filter((source) => source in budget);
	return known.sort((a, b) => (budget[b] ?? 0) - (budget[a] ?? 0))[0] ?? null;
}

export interface Limited {
	constraints: Constraints;
	decisions: Decision[];
}

/** The limits after a relaxation; `null` where it cannot be applied for the reader. */
export function mend({ constraints, decisions }: Limited, relaxation: Relaxation): Limited | null {
	const subject = subjectOf(relaxation.constraint);
	if (!subject) return null;
	if (subject.what === 'pin') return { constraints, decisions: decisions.filter((one) => one.id !== subject.id || one.kind !== 'pin') };
	// Villages with missing figures are chosen for a stated reason only: that is the reader's to write.
	if (subject.what === 'complete') return null;
	// How many pairs would be nearer does not say how near: the limit itself is opened.
	if (subject.what === 'spacing') return { constraints: withLimit(constraints, 'spacing_km', null), decisions };
	const value = proposed(constraints, relaxation);
	if (value === null) return null;
	if (subject.what === 'count') return { constraints: withLimit(constraints, 'count', value), decisions };
	if (subject.what === 'area') return { constraints: withArea(constraints, subject.code, { ...ownOf(constraints, subject.code), [subject.side]: value }), decisions };
	const source = purseOf(constraints, subject.sources);
	return source === null ? null : { constraints: withBudget(constraints, source, value), decisions };
}

/** The limits that an area has of its own: what it takes from every area stays with those. */
function ownOf(constraints: Constraints, code: string) {
	const own = constraints[code.length === 2 ? 'per_province' : 'per_regency']?.[code];
	return typeof own === 'object' ? { min: own.min ?? null, max: own.max ?? null } : { min: null, max: null };
}
