import type { Sensitivity } from '$lib/api';

/** What other weights are tried on: the best set within all limits of the plan, or the first of the ranking by score alone. */
export type Basis = 'sets' | 'ranking';

type Sampled = Pick<Sensitivity, 'top_k' | 'selection'>;

/** Best sets under other weights were found. */
export function hasSets({ selection }: Pick<Sampled, 'selection'>): boolean {
	return selection !== null && selection.proven > 0;
}

/** The share of the weightings on which each candidate is in: in the best set, or among the first of the ranking. */
export function sharesOf({ top_k, selection }: Sampled, basis: Basis): Record<string, number> {
	if (basis === 'ranking' || !selection) return top_k;
	// Whoever is in no best set is not listed: a candidate all the same.
	const shares = Object.fromEntries(Object.keys(top_k).map((code) => [code, 0]));
	for (const { id, share } of selection.items) shares[id] = share;
	return shares;
}

/**
 * Where the share over all weightings lies with a probability of 95 %, as the server says how far a sampled one may be from
 * it; `null` where that is not said, as for the thousands of weightings of a ranking.
 */
export function intervalOf(share: number, { selection }: Pick<Sampled, 'selection'>, basis: Basis): [number, number] | null {
	const error = basis === 'sets' ? (selection?.sampling_error ?? null) : null;
	return error === null ? null : [Math.max(0, share - error), Math.min(1, share + error)];
}

/** Why no sets are shown although the plan has limits; `null` where sets are shown. */
export function withoutSets({ selection }: Pick<Sampled, 'selection'>): 'infeasible' | 'late' | 'other' | null {
	if (!selection) return 'other';
	if (selection.status === 'infeasible') return 'infeasible';
	return selection.proven > 0 ? null : 'late';
}
