import type { Proposal, Proposals, RecordLine } from '$lib/api';
import { changes } from '$lib/parts/change';

/** How far a proposal has come, by the furthest thing that is known of it. */
export type ProposalStatus = 'designated' | 'chosen' | 'passed' | 'inside' | 'outside' | 'met' | 'not_met' | 'unknown';

export function statusOf(one: Pick<Proposal, 'record' | 'takes_part_in' | 'selection' | 'inside' | 'eligibility'>): ProposalStatus {
	const programme = one.record?.row['programme'];
	const designated = typeof programme === 'string' ? one.takes_part_in.includes(programme) : one.takes_part_in.length > 0;
	if (designated) return 'designated';
	if (one.selection) return one.selection.chosen ? 'chosen' : 'passed';
	if (one.eligibility !== 'met') return one.eligibility;
	if (one.inside === null) return 'met';
	return one.inside ? 'inside' : 'outside';
}

/** Which values alone would bring a village to the cut-off, the criterion that weighs most first; `null` where that is no question. */
export function levers(one: Pick<Proposal, 'item' | 'inside' | 'values' | 'distance'>) {
	if (!one.item || one.inside !== false || one.distance === null || one.distance >= 0) return null;
	const found = one.values.flatMap((value) => (changes(value) && value.needed !== null ? [{ indicator: value.indicator, needed: value.needed, unit: value.unit, weight: value.weight }] : []));
	return found.sort((a, b) => b.weight - a.weight);
}

/** Whether the score is a sum that has a cut-off to be measured from. */
export const measured = (under: Pick<Proposals, 'cut_off' | 'count'>): boolean => under.cut_off !== null && under.count !== null;

/** What whoever writes next most likely writes: an answer where the last word is a question. */
export const nextKind = (thread: readonly RecordLine[]): 'question' | 'answer' => (thread.at(-1)?.row['kind'] === 'question' ? 'answer' : 'question');

/** Villages whose name, district or code has every word of a text, those first whose name begins with it. */
export function found<T extends { code: string; name: string }>(villages: readonly T[], text: string, most: number): T[] {
	const words = text.toLocaleLowerCase('id').split(/\s+/).filter(Boolean);
	if (!words.length) return [];
	const first = words.join(' ');
	const begins = (one: T) => (one.name.toLocaleLowerCase('id').startsWith(first) ? 0 : 1);
	const matching = villages.filter((one) => {
		const all = `${one.name.toLocaleLowerCase('id')} ${one.code}`;
		return words.every((word) => all.includes(word));
	});
	return matching.sort((a, b) => begins(a) - begins(b)).slice(0, most);
}
