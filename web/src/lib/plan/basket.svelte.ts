import type { FeatureCollection, Point } from 'geojson';
import { api, isAbort, type Progress, type SelectedVillage, type Selection } from '$lib/api';
import { equal } from './document/canonical';
import type { Decision } from './document/document';
import { facts } from './facts.svelte';
import { near } from './near.svelte';
import { plan } from './plan.svelte';
import { pointsOf, rounds } from './rounds.svelte';
import { scoreOfValues } from './score';
import { tally, type Member } from './tally';

/** The basket with its counters, and the optimiser that fills it. */
class BasketState {
	/** The server's last answer; it stays while the basket is changed by hand. */
	answer = $state.raw<Selection | null>(null);
	error = $state.raw<unknown>(null);
	running = $state(false);
	/** A click on a village of the map puts it into the basket or takes it out. */
	picking = $state(false);
	/** How far the search is. */
	progress = $state.raw<Progress | null>(null);
	/** The plan that was answered, as text. */
	#answered = $state('');
	#request: AbortController | null = null;

	#items = $derived(new Map((this.answer?.items ?? []).map((one) => [one.id, one])));
	#pinned = $derived(new Set(plan.decisions.flatMap((one) => (one.kind === 'pin' ? [one.id] : []))));
	members = $derived<Member[]>(
		plan.basket.map((code) => {
			const fact = facts.of(code);
			return { code, fact, present: fact && scoreOfValues(fact.values, plan.criteria).present, funding: this.#items.get(code)?.funding ?? null };
		})
	);
	/** Villages of the basket whose leading criterion is not known: what is said of a set with them is said without it. */
	withoutLead = $derived(new Set(this.members.flatMap(({ code, fact }) => (plan.lead !== null && fact && (fact.values[plan.lead] ?? null) === null ? [code] : []))));
	/** False while it is on its way what is known of the basket's villages. */
	assessed = $derived(this.members.every((one) => one.fact !== null));
	tally = $derived(tally(this.members, plan.constraints, plan.decisions, near.pairs));
	/** True when the plan was changed after the answer. */
	stale = $derived(this.answer !== null && this.#answered !== JSON.stringify(plan.whole));
	/** True when the basket is none of the sets that the server found. */
	byHand = $derived(
		!!this.answer?.selected.length &&
			![this.answer.selected, ...[...this.answer.best_sets, ...this.answer.alternatives].map((one) => one.set)].some((set) => set.length === plan.basket.length && set.every((code) => plan.basketed.has(code)))
	);
	chosen = $derived<ReadonlySet<string>>(plan.basketed);
	/** Where the villages of the basket lie, and those of a past round that is looked at. */
	points = $derived<FeatureCollection<Point>>({
		type: 'FeatureCollection',
		features: [
			...pointsOf(rounds.villages, 'round'),
			...this.members.flatMap(({ code, fact }) => (fact ? pointsOf([fact], this.#pinned.has(code) ? 'pin' : this.withoutLead.has(code) ? 'unknown' : 'basket') : []))
		]
	});

	/** What the server's answer says of a village, while its facts are on their way. */
	item(code: string): SelectedVillage | null {
		return this.#items.get(code) ?? null;
	}

	of(id: string): Decision | null {
		return plan.decisions.find((one) => one.id === id) ?? null;
	}

	/** The basket's score, as the map computes it; `null` where the method is not the weighted sum. */
	scoreOf(code: string): number | null {
		const fact = facts.of(code);
		const { method, missing } = plan.settings;
		if (!fact || (method && method !== 'wsm') || (missing && missing !== 'interval')) return this.#items.get(code)?.score ?? null;
		return scoreOfValues(fact.values, plan.criteria).score;
	}

	/** Asks for the best set and puts it into the basket. A second call calls off the first. */
	async run(): Promise<void> {
		this.#request?.abort();
		const request = (this.#request = new AbortController());
		const body = plan.whole;
		this.running = true;
		this.progress = null;
		this.error = null;
		try {
			const answer = await api.select(body, { signal: request.signal, onprogress: (progress) => (this.progress = progress) });
			if (this.#request !== request) return;
			this.answer = answer;
			this.#answered = JSON.stringify(body);
			// Without a set the basket stays as the reader left it.
			if (answer.selected.length && !equal(answer.selected, plan.basket)) plan.setBasket(answer.selected, { what: 'optimum' });
		} catch (error) {
			if (this.#request === request && !isAbort(error)) this.error = error;
		}
		if (this.#request === request) this.running = false;
	}

	/** Calls off a search; an earlier answer stays. */
	cancel() {
		this.#request?.abort();
		this.#request = null;
		this.running = false;
	}

	/** Forgets the answer and empties the basket; the basket can be undone. */
	clear() {
		this.cancel();
		this.answer = this.error = null;
		plan.setBasket([]);
	}
}

export const basket = new BasketState();
