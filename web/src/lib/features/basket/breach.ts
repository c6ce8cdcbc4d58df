import { locale } from '$lib/i18n/index.svelte';
import { areas } from '$lib/plan/areas.svelte';
import { facts } from '$lib/plan/facts.svelte';
import type { Breach } from '$lib/plan/tally';

/** A broken limit as a sentence in the reader's language. */
export function breachWords(breach: Breach): string {
	const t = locale.t.basket;
	const f = locale.f;
	switch (breach.what) {
		case 'more':
			return t.breach.more(f.number(breach.chosen), f.number(breach.limit));
		case 'area_more':
		case 'area_fewer':
			return t.breach[breach.what](areas.name(breach.area), f.number(breach.chosen), f.number(breach.limit));
		case 'budget':
			return t.breach.budget(t.funding[breach.source] ?? breach.source, f.compact(breach.over));
		case 'spacing':
			return t.breach.spacing(facts.name(breach.first), facts.name(breach.second), f.number(breach.km, 1));
		default:
			return t.breach[breach.what](facts.name(breach.village));
	}
}
