import { locale } from '$lib/i18n/index.svelte';
import { indicatorName } from '$lib/i18n/names';
import { ratioOf } from './saaty';

/** A judgement in words: “A jelas lebih penting (5) daripada B”. */
export function inWords(first: string, second: string, place: number): string {
	const t = locale.t.weighing;
	const [a, b] = place >= 0 ? [first, second] : [second, first];
	if (place === 0) return t.equal(indicatorName(a), indicatorName(b));
	return t.more(indicatorName(a), t.scale[Math.abs(place)] ?? '', locale.f.number(ratioOf(Math.abs(place))), indicatorName(b));
}
