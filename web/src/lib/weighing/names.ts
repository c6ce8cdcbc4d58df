import { locale } from '$lib/i18n/index.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { ratioOf } from './saaty';

/** Name of a criterion in the reader's language. */
export function criterionName(id: string): string {
	const indicator = catalog.byId.get(id);
	return indicator ? locale.pick(indicator, 'name') : id;
}

/** A judgement in words: “A jelas lebih penting (5) daripada B”. */
export function inWords(first: string, second: string, place: number): string {
	const t = locale.t.weighing;
	const [a, b] = place >= 0 ? [first, second] : [second, first];
	if (place === 0) return t.equal(criterionName(a), criterionName(b));
	return t.more(criterionName(a), t.scale[Math.abs(place)] ?? '', locale.f.number(ratioOf(Math.abs(place))), criterionName(b));
}
