import { untrack } from 'svelte';
import { api, isAbort } from '$lib/api';
import { plan } from './plan.svelte';
import type { NearPair } from './tally';

/**
 * Pairs of the basket that are nearer to each other than the plan allows, as the server measures them: there is one
 * distance, and the browser has none of its own.
 */
class NearPairs {
	error = $state.raw<unknown>(null);
	#found = $state.raw<readonly NearPair[]>([]);
	#total = $state(0);
	/** The question that `#found` answers. */
	#answered = $state('');
	#spacing = $derived(plan.constraints.spacing_km ?? 0);
	/** What has to be asked; empty where no pair can be too near. */
	#question = $derived(this.#spacing > 0 && plan.basket.length > 1 ? JSON.stringify([this.#spacing, plan.basket.toSorted()]) : '');
	/** False while the present basket is not measured yet. */
	known = $derived(this.#question === '' || this.#question === this.#answered);
	/** Nearest first. While a basket is not measured yet, what is known of the villages that are still in it. */
	pairs = $derived(this.#found.filter(({ first, second, km }) => km < this.#spacing && plan.basketed.has(first) && plan.basketed.has(second)));
	/** How many there are. */
	total = $derived(this.known && this.#question ? this.#total : this.pairs.length);

	/** Asks about the present basket; returns how to call it off. */
	ask(): (() => void) | undefined {
		const question = this.#question;
		if (this.known) return undefined;
		const running = new AbortController();
		const timer = setTimeout(() => void this.#ask(question, running.signal), 100);
		return () => {
			clearTimeout(timer);
			running.abort();
		};
	}

	async #ask(question: string, signal: AbortSignal) {
		const [km, basket] = JSON.parse(question) as [number, string[]];
		try {
			// Pins that are not in the basket are near nobody in it.
			const { items, total } = await api.near({ ...untrack(() => plan.plan), constraints: { spacing_km: km }, basket }, { signal });
			this.#found = items;
			this.#total = total;
			this.#answered = question;
			this.error = null;
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
	}
}

export const near = new NearPairs();
