import type { Criterion } from '$lib/api';

/**
 * A plan in the address: `pmi_per_1000:0.4:0:120,idm:0.2:0.4:0.9:cost`. One criterion is
 * indicator, weight, low and high goalpost, and its direction where it is not `benefit`.
 */
export function encodeCriteria(criteria: readonly Criterion[]): string {
	return criteria
		.map(({ indicator, weight, goalposts: [a, b], direction }) =>
			[indicator, round(weight), round(a), round(b), ...(direction === 'cost' ? ['cost'] : [])].join(':')
		)
		.join(',');
}

/** Reads what `encodeCriteria` wrote; `null` when a part of it cannot be read. */
export function decodeCriteria(text: string): Criterion[] | null {
	const criteria: Criterion[] = [];
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
