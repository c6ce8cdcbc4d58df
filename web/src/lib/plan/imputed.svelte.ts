import { api, isAbort } from '$lib/api';
import { liftTo, type Level } from '$lib/state/codes';
import { hasAll, offer, scoreOfImputed, statementOf, villagesOf, type ImputedVillage, type Offer } from './imputed';
import { national } from './national.svelte';
import { plan } from './plan.svelte';

/** Villages listed at most: more than the country has. */
const ALL = 100_000;

/**
 * Imputed figures: what a rule of the dataset makes of other areas and times where nothing is published. How much of the
 * plan they would reach, and while the plan lets them take part, whose score rests on them.
 */
class Imputed {
	/** What they would bring, by indicator; `null` while nobody has said. */
	offers = $state.raw<readonly Offer[] | null>(null);
	error = $state.raw<unknown>(null);
	#villages = $state.raw<ReadonlyMap<string, ImputedVillage>>(new Map());
	#asked = '';

	/** The plan lets them take part. */
	on = $derived(plan.table === 'village_indicators_with_imputed');
	/** What has to be known of a village. */
	#indicators = $derived([...new Set(plan.criteria.map((one) => one.indicator))].sort());
	/** Villages whose score rests on an imputed figure; none where the plan leaves them out. */
	villages = $derived<ReadonlyMap<string, ImputedVillage>>(this.on ? this.#villages : new Map());
	/** How many villages of the basket that are. */
	inBasket = $derived(plan.basket.filter((code) => this.villages.has(code)).length);

	/** Asks about the criteria of the present plan; returns how to call it off. */
	ask(): (() => void) | undefined {
		const indicators = this.#indicators;
		const key = indicators.join(' ');
		if (!indicators.length || key === this.#asked) return undefined;
		this.#asked = key;
		const running = new AbortController();
		void this.#ask(indicators, running.signal);
		return () => running.abort();
	}

	async #ask(indicators: readonly string[], signal: AbortSignal) {
		try {
			const { items } = await api.sql({ sql: statementOf(indicators), limit: ALL }, { signal });
			const villages = villagesOf(items, indicators);
			this.#villages = new Map(villages.map((one) => [one.code, one]));
			this.offers = offer(villages);
			this.error = null;
		} catch (error) {
			this.#asked = '';
			if (!isAbort(error)) this.error = error;
		}
	}

	/** The score of an area of a level whose figures are imputed in part; `null` where none is, or it cannot be assessed. */
	scores(level: Level, needed: readonly string[]): ReadonlyMap<string, number> {
		const found = new Map<string, number>();
		if (!this.villages.size) return found;
		if (level === 'village') {
			for (const one of this.villages.values()) add(one.code, one.values);
			return found;
		}
		for (const code of new Set([...this.villages.keys()].map((one) => liftTo(one, level)))) {
			const values = national.values(level, plan.criteria, needed, code);
			if (values) add(code, values);
		}
		return found;

		function add(code: string, values: Readonly<Record<string, number | null>>) {
			const score = hasAll(values, needed) ? scoreOfImputed(values, plan.criteria) : null;
			if (score !== null) found.set(code, score);
		}
	}
}

export const imputed = new Imputed();
