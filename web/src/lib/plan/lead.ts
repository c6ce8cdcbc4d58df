/** The criterion that weighs most, the first of several that weigh alike: what a plan is about. `null` without criteria. */
export function leadOf(criteria: readonly { indicator: string; weight: number }[]): string | null {
	const best = criteria.reduce<{ indicator: string; weight: number } | null>((most, one) => (most === null || one.weight > most.weight + 1e-9 ? one : most), null);
	return best && best.weight > 0 ? best.indicator : null;
}
