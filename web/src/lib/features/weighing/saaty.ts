/**
 * Saaty's scale as a slider has it: place 0 is “equally important”, +1 … +8 mean that the first of a pair matters
 * 2 … 9 times as much, −1 … −8 that the second does.
 */

export const FURTHEST = 8;

/** How much more the first matters than the second: 1/9 … 9. */
export function ratioOf(place: number): number {
	return place >= 0 ? place + 1 : 1 / (1 - place);
}

/** The place that is nearest to a ratio, by ratio and not by difference: 1/2 is as far from 1 as 2 is. */
export function placeOf(ratio: number): number {
	let best = 0;
	for (let place = -FURTHEST; place <= FURTHEST; place += 1) {
		if (Math.abs(Math.log(ratioOf(place) / ratio)) < Math.abs(Math.log(ratioOf(best) / ratio))) best = place;
	}
	return best;
}

/** Name of a pair, whichever way round. */
export const pairKey = (first: string, second: string) => (first < second ? `${first}|${second}` : `${second}|${first}`);

/** Judgements by pair: the place for the pair in alphabetical order. */
export type Judgements = Readonly<Record<string, number>>;

/** The place of a judgement, seen from `first`. */
export function judgement(all: Judgements, first: string, second: string): number {
	const place = all[pairKey(first, second)] ?? 0;
	// No negative zero.
	return first < second || place === 0 ? place : -place;
}

/** Judgements with one of them set, seen from `first`. */
export function judge(all: Judgements, first: string, second: string, place: number): Judgements {
	return { ...all, [pairKey(first, second)]: first < second ? place : -place };
}

/** The reciprocal matrix of judgements: `matrix[i][j]` says how much more criterion `i` matters than `j`. */
export function matrixOf(criteria: readonly string[], all: Judgements): number[][] {
	return criteria.map((row) => criteria.map((column) => (row === column ? 1 : ratioOf(judgement(all, row, column)))));
}

/** All pairs of criteria, in the order of the plan. */
export function pairsOf(criteria: readonly string[]): [string, string][] {
	return criteria.flatMap((first, i) => criteria.slice(i + 1).map((second): [string, string] => [first, second]));
}
