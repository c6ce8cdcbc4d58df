/** Weights of criteria: every one 0 or more, together 1. */

/** Weights divided by their sum; equal weights when all are zero. */
export function normalise(weights: readonly number[]): number[] {
	const sum = weights.reduce((total, weight) => total + Math.max(0, weight), 0);
	if (weights.length === 0) return [];
	return sum > 0 ? weights.map((weight) => Math.max(0, weight) / sum) : weights.map(() => 1 / weights.length);
}

/**
 * Sets one weight and shares what is left among the others in the proportions they have; others that are
 * all zero share it equally. `start` holds the proportions from before the drag: dragging to 1 and back
 * gives the others their old proportions again.
 */
export function rebalance(start: readonly number[], index: number, value: number): number[] {
	if (start.length === 1) return [1];
	const mine = Math.min(1, Math.max(0, value));
	const others = start.reduce((total, weight, i) => (i === index ? total : total + weight), 0);
	return start.map((weight, i) => {
		if (i === index) return mine;
		return others > 0 ? ((1 - mine) * weight) / others : (1 - mine) / (start.length - 1);
	});
}
