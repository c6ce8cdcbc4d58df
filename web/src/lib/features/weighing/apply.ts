import { plan } from '$lib/plan/plan.svelte';

/** True when the plan has these weights, as far as three decimals show. */
export function hasWeights(weights: Readonly<Record<string, number>>): boolean {
	return plan.criteria.every((criterion) => Math.abs(criterion.weight - (weights[criterion.indicator] ?? -1)) < 0.0005);
}
