import { neededBy } from '$lib/conditions/condition';
import { parse } from '$lib/conditions/parse';
import { robust } from '$lib/features/robustness/robust.svelte';
import { breaksOf } from '$lib/map/classing';
import { ground, sequential } from '$lib/map/palette';
import type { Exact } from '$lib/map/states';
import { basket } from '$lib/plan/basket.svelte';
import { facts } from '$lib/plan/facts.svelte';
import { imputed } from '$lib/plan/imputed.svelte';
import { means } from '$lib/plan/means.svelte';
import { national } from '$lib/plan/national.svelte';
import { placed, placedColour, placedLines, placedMissing, type Assessed, type Place } from '$lib/plan/placed';
import { plan } from '$lib/plan/plan.svelte';
import { ranking } from '$lib/plan/ranking.svelte';
import { colourExpression, missingExpression, partialExpression, scoresOf, SOME, terms } from '$lib/plan/score';
import { catalog } from '$lib/state/catalog.svelte';
import type { Level } from '$lib/state/codes';
import { selection } from '$lib/state/selection.svelte';
import { settings } from '$lib/state/settings.svelte';
import { view } from './view.svelte';

const CLASSES = 7;

/** The scores on the map: their classes, colours and what is known better than the tiles know it. */
class Scores {
	/** The level that is coloured now. */
	shown = $state<Level>('province');
	/** Properties of the areas on the map: their scores decide where local classes lie. */
	sample = $state.raw<Record<string, unknown>[]>([]);

	terms = $derived(terms(plan.criteria, catalog.byId));
	#conditions = $derived(parse(plan.where, (id) => catalog.byId.has(id)));
	#asked = $derived(neededBy(this.#conditions));
	/** What has to be known of a village before it can be assessed, as far as tiles say it. */
	needed = $derived(this.#asked.filter((id) => catalog.byId.get(id)?.tile));
	/** Areas that were drawn for the plan's conditions. */
	outlines = $derived(this.#conditions.flatMap((one) => (one.what === 'drawn' ? [one.ring] : [])));
	/** The method is the one that the page can compute by itself. */
	#own = $derived.by(() => {
		const { method, missing } = plan.settings;
		return (!method || method === 'wsm') && (!missing || missing === 'interval');
	});

	/** The areas of the country at this level, of villages a sample, as the plan's weights assess them. */
	#assessed = $derived(national.assessed(this.shown, plan.criteria, this.#asked, plan.lead));

	/** A colour means the same wherever the reader looks, unless the reader asks for the classes of what is there. */
	breaks = $derived.by(() => {
		const { classing } = view;
		const enough = (values: number[] | null) => (values && values.length >= 5 ? values : null);
		const seen = enough(view.local ? scoresOf(this.sample, this.terms, this.needed) : []);
		const country = enough(this.shown === 'village' && classing !== 'natural' ? null : ascending(this.#assessed));
		const values = seen ?? country;
		if (values) return breaksOf(classing, values, CLASSES);
		// The deciles of the ranking say nothing of where scores lie apart.
		return breaksOf(classing === 'natural' ? 'quantile' : classing, enough(ranking.head?.score_quantiles ?? null) ?? [0.2, 0.7], CLASSES);
	});

	/** Makes sure that what the country's classes are made of is here or on its way; for an effect. */
	need() {
		if (this.shown !== 'village' || view.classing === 'natural') national.need(this.shown, plan.criteria, this.#asked);
	}

	/** Exact scores where they are at hand, so that the map shows what list and card say. */
	exact = $derived.by((): ReadonlyMap<string, Exact> | null => {
		if (!this.#own) return null;
		const found = new Map<string, Exact>();
		for (const [code, score] of imputed.scores(this.shown, this.#asked)) found.set(code, { score, imputed: true });
		for (const [code, score] of means.scores(this.shown, this.#asked)) found.set(code, { score, imputed: false });
		if (this.shown !== 'village') return found;
		const listed = ranking.of === plan.plan ? ranking.rows.map(({ id, score }) => [id, score] as const) : [];
		const looked = [...plan.basket, ...(selection.hovered ? [selection.hovered] : [])].map((code) => [code, facts.of(code) ? basket.scoreOf(code) : null] as const);
		for (const [code, score] of [...listed, ...looked]) if (score !== null) found.set(code, { score, imputed: found.has(code) && imputed.villages.has(code) });
		return found;
	});

	colours = $derived(sequential(this.breaks.length + 1, settings.dark));

	/** Where every area of the level stands on the scale; `null` where only tiles know, as of the country's villages. */
	placed = $derived.by((): ReadonlyMap<string, Place> | null => {
		if (this.shown === 'village' || !this.#assessed) return null;
		const found = new Map<string, Place>();
		for (const [code, one] of this.#assessed) {
			const exact = this.exact?.get(code);
			found.set(code, placed(exact ? { ...one, score: exact.score, imputed: exact.imputed } : one, this.breaks, view.continuous));
		}
		return found;
	});
	/** Colours of places: they stay what they are while weights move. */
	#placedColour = $derived(placedColour(this.colours, ground(settings.dark).missing, view.continuous));
	placedPaint = $derived(this.placed && { colour: this.#placedColour, missing: placedMissing(this.placed.values()), partial: placedLines(this.placed.values()) });

	paint = $derived.by(() => {
		if (robust.paint) return robust.paint;
		const { land, missing } = ground(settings.dark);
		const { terms: list, needed } = this;
		if (!list.length) return { colour: land, missing: 0 };
		return { colour: colourExpression(list, this.breaks, this.colours, missing, view.continuous, needed), missing: missingExpression(list, needed), partial: partialExpression(list, needed, plan.lead) };
	});
}

/** The scores of those that can be assessed, ascending. */
function ascending(assessed: ReadonlyMap<string, Assessed> | null): number[] | null {
	if (!assessed) return null;
	const scores = [...assessed.values()].flatMap(({ score, present }) => (score !== null && present >= SOME - 1e-9 ? [score] : []));
	return scores.sort((a, b) => a - b);
}

export const scores = new Scores();
