import type { Sensitivity } from '$lib/api';
import { locale } from '$lib/i18n/index.svelte';
import { intervalOf, type Basis } from './basis';

/** How often a village is in, and within what interval that is known, as the rest of a sentence. */
export function shareWords(answer: Sensitivity, basis: Basis, share: number): string {
	const t = locale.t.robustness;
	const { percent, number } = locale.f;
	if (share <= 0) return basis === 'sets' ? t.sets.never : t.never;
	if (basis === 'ranking') return t.share(percent(share, 1), number(answer.count));
	const interval = intervalOf(share, answer, basis);
	const words = t.sets.share(percent(share, 1));
	return interval ? `${words} (${t.between(percent(interval[0]), percent(interval[1]))})` : words;
}
