import { api, isAbort, type ScenarioLine } from '$lib/api';
import { documentOf } from '$lib/plan/document/document';
import { colourExpression, missingExpression, partialExpression, terms } from '$lib/plan/score';
import { neededBy } from '$lib/conditions/condition';
import { parse } from '$lib/conditions/parse';
import { ground } from '$lib/map/palette';
import { catalog } from '$lib/state/catalog.svelte';
import { settings } from '$lib/state/settings.svelte';

/** Saved plans to lay beside the one on the screen, and the score of one of them. */
class Saved {
	/** `null` while nobody asked for them. */
	list = $state.raw<readonly ScenarioLine[] | null>(null);
	error = $state.raw<unknown>(null);
	#plans = $state.raw<ReadonlyMap<string, { name: string; criteria: ReturnType<typeof documentOf>['criteria']; where: string; lead: string | null }>>(new Map());
	#asked = new Set<string>();

	/** Reads the names of saved plans. */
	async open() {
		try {
			this.list = (await api.scenarios.list()).items;
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
	}

	/** Makes sure that a plan is here or on its way. */
	need(id: string) {
		if (this.#asked.has(id)) return;
		this.#asked.add(id);
		void this.#read(id);
	}

	async #read(id: string) {
		try {
			const [{ name, plan }] = await Promise.all([api.scenarios.get(id), catalog.load()]);
			const { criteria, where } = documentOf(plan, catalog.byId);
			const lead = criteria.toSorted((a, b) => b.weight - a.weight)[0]?.indicator ?? null;
			this.#plans = new Map(this.#plans).set(id, { name, criteria, where, lead });
			this.error = null;
		} catch (error) {
			this.#asked.delete(id);
			if (!isAbort(error)) this.error = error;
		}
	}

	name(id: string): string | null {
		return this.#plans.get(id)?.name ?? null;
	}

	/** The plan's score as terms over the properties of a tile, and what has to be known of an area. `null` while the plan is on its way. */
	score(id: string) {
		const plan = this.#plans.get(id);
		if (!plan) return null;
		const needed = neededBy(parse(plan.where, (one) => catalog.byId.has(one))).filter((one) => catalog.byId.get(one)?.tile);
		return { terms: terms(plan.criteria, catalog.byId), needed, lead: plan.lead };
	}

	/** Its colours in given classes, so that both sides of a comparison mean the same. */
	paint(id: string, breaks: readonly number[], colours: readonly string[], continuous: boolean) {
		const score = this.score(id);
		const { land, missing } = ground(settings.dark);
		if (!score?.terms.length) return { colour: land, missing: 0 };
		return {
			colour: colourExpression(score.terms, breaks, colours, missing, continuous, score.needed),
			missing: missingExpression(score.terms, score.needed),
			partial: partialExpression(score.terms, score.needed, score.lead)
		};
	}
}

export const saved = new Saved();
