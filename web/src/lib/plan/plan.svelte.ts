import { untrack } from 'svelte';
import { api, type Constraints, type Indicator, type Plan } from '$lib/api';
import { catalog } from '$lib/state/catalog.svelte';
import { documentOf, planOf, type Decision, type Document, type PageCriterion } from './document/document';
import { hasPlan, linkOf, readLink, type Refused } from './document/link';
import { describe, type Step } from './document/steps';
import { tableOf, withImputed, withMeans } from './document/table';
import { normalise, rebalance } from './document/weights';
import { History } from './history.svelte';
import { leadOf } from './lead';
import { rounds } from './rounds.svelte';

/**
 * The plan on the screen, all of it: round, candidates, criteria, limits, decisions and basket, with one
 * undo and redo over everything. Change it with the methods: whatever happens between `hold` and `commit` is one step.
 */
class PlanState {
	/** The server's plan for this dataset: where the reader starts and what “reset” returns to. */
	base = $state.raw<Plan | null>(null);
	criteria = $state.raw<PageCriterion[]>([]);
	/** SQL condition over `village_indicators`: who competes. */
	where = $state('');
	/** Name of the round that is planned. */
	round = $state('');
	settings = $state.raw<Record<string, unknown>>({});
	/** Limits as the server takes them, without pins and exclusions. */
	constraints = $state.raw<Constraints>({});
	decisions = $state.raw<Decision[]>([]);
	/** Codes of the villages in the basket. */
	basket = $state.raw<string[]>([]);
	error = $state.raw<unknown>(null);
	/** True until the address is laid over the server's plan: what is computed before is about another plan. */
	loading = $state(false);
	/** Parts of the address that could not be read; the page says so. */
	refused = $state.raw<Refused[]>([]);
	#start = $state.raw<Document | null>(null);
	#history = new History<Document, Step>();
	/** Weights at the start of a drag. */
	#held: number[] | null = null;
	#before: Document | null = null;

	canUndo = $derived(this.#history.undoable !== null);
	canRedo = $derived(this.#history.redoable !== null);
	/** What undo would take back, and redo bring back. */
	undoable = $derived(this.#history.undoable);
	redoable = $derived(this.#history.redoable);
	changed = $derived(this.#start !== null && describe(this.#start, this.document) !== null);
	/** What a ranking needs: the plan without limits and decisions, so that those do not rank again. */
	plan = $derived<Plan>(planOf({ round: '', where: this.where, criteria: this.criteria, settings: this.settings, constraints: {}, decisions: [] }));
	/** The whole plan as the server takes it, with limits, pins and exclusions: for a selection. */
	whole = $derived<Plan>(planOf(this.document));
	/** The whole plan with the basket: what is kept. In one order, so that the same villages are the same text. */
	stored = $derived<Plan>(this.basket.length ? { ...this.whole, basket: this.basket.toSorted() } : this.whole);
	basketed = $derived(new Set(this.basket));
	/** The table of villages that the plan reads: what is published, with imputed figures, or means of three years. */
	table = $derived(tableOf(this.settings));
	/** The criterion that weighs most: what the plan is about. */
	lead = $derived(leadOf(this.criteria));

	/** Everything that is the plan, as one value. */
	get document(): Document {
		const { criteria, where, round, settings, constraints, decisions, basket } = this;
		return { criteria, where, round, settings, constraints, decisions, basket };
	}

	/** Reads the server's plan and lays the address over it. Whoever comes back from another place finds their plan again. */
	async load(params: URLSearchParams): Promise<void> {
		this.error = null;
		this.loading = true;
		const returning = this.base !== null && !hasPlan(params);
		try {
			if (!this.base) await this.restart();
			if (!returning) this.read(params);
		} catch (error) {
			this.error = error;
		} finally {
			this.loading = false;
		}
	}

	/** Lays the server's plan over the page. */
	async restart(): Promise<void> {
		const [plan] = await Promise.all([api.defaultPlan(), catalog.load(), rounds.load()]);
		// Without the catalogue the plan has no scales; its own error is shown and tried again.
		if (catalog.error) throw catalog.error;
		const round = plan.round ?? rounds.next;
		this.lay(round ? { ...plan, round } : plan);
	}

	/** Lays another plan over the page: it is what `reset` returns to and what the address is measured against. */
	lay(saved: Plan) {
		const start = documentOf(saved, catalog.byId);
		const before = this.#start && this.document;
		this.#start = start;
		this.base = planOf(start);
		this.#lay(start);
		this.#before = this.#held = null;
		if (before && describe(before, start)) this.#history.add(before, { what: 'open' });
	}

	/** What is on the screen was saved: `reset` returns to it and the address is measured against it. */
	rebase() {
		this.#start = this.document;
		this.base = planOf(this.#start);
	}

	/** Takes the plan from the address; what it does not say is the server's plan. What was there before can be undone. */
	read(params: URLSearchParams) {
		const start = this.#start;
		if (!start) return;
		const { document, refused } = readLink(params, start);
		this.refused = refused;
		const before = this.document;
		// The address rounds numbers: a plan that reads the same is the same.
		if (JSON.stringify(linkOf(document, start)) === JSON.stringify(linkOf(before, start))) return;
		const first = before.criteria === start.criteria && !this.canUndo;
		this.#lay(document);
		if (!first) this.#history.add(before, { what: 'link' });
	}

	/** What the address must hold to bring this plan back. */
	get params(): Record<string, string | null> {
		return this.#start ? linkOf(this.document, this.#start) : {};
	}

	/** Begins a change that ends with `commit`: everything in between is one step of undo. */
	hold() {
		this.#before ??= untrack(() => this.document);
		this.#held ??= untrack(() => this.criteria.map((criterion) => criterion.weight));
	}

	/** Ends a change. Without `step` it is named by what became different. */
	commit(step?: Step) {
		const before = this.#before;
		this.#before = this.#held = null;
		if (!before) return;
		const found = untrack(() => describe(before, this.document));
		if (found) this.#history.add(before, step ?? found);
	}

	/** Makes a change that is one step of undo. */
	change(make: () => void, step?: Step) {
		this.hold();
		make();
		this.commit(step);
	}

	setWeight(index: number, value: number) {
		const start = this.#held ?? this.criteria.map((criterion) => criterion.weight);
		const weights = rebalance(start, index, value);
		this.criteria = this.criteria.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
	}

	/** Gives criteria the weights that a method found, by indicator; together they become 1. */
	setWeights(found: Readonly<Record<string, number>>) {
		this.change(() => {
			const weights = normalise(this.criteria.map((criterion) => found[criterion.indicator] ?? criterion.weight));
			this.criteria = this.criteria.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
		});
	}

	setGoalpost(index: number, side: 0 | 1, value: number) {
		this.criteria = this.criteria.map((criterion, i) => {
			if (i !== index) return criterion;
			const [a, b] = criterion.goalposts;
			return { ...criterion, goalposts: side === 0 ? [value, b] : [a, value] };
		});
	}

	flip(index: number) {
		this.change(() => {
			this.criteria = this.criteria.map((criterion, i) =>
				i === index ? { ...criterion, direction: criterion.direction === 'cost' ? 'benefit' : 'cost' } : criterion
			);
		});
	}

	/** Adds an indicator with a tenth of the weight. */
	add(indicator: Indicator) {
		this.change(() => {
			const low = indicator.p02 ?? indicator.min ?? 0;
			const high = indicator.p98 ?? indicator.max ?? 1;
			const goalposts: [number, number] = high > low ? [low, high] : [low, low + 1];
			const share = this.criteria.length ? 0.1 : 1;
			const kept = this.criteria.map((criterion) => ({ ...criterion, weight: criterion.weight * (1 - share) }));
			this.criteria = [...kept, { indicator: indicator.id, weight: share, direction: indicator.direction, goalposts }];
		});
	}

	remove(index: number) {
		if (this.criteria.length < 2) return;
		this.change(() => {
			const kept = this.criteria.filter((_, i) => i !== index);
			const weights = normalise(kept.map((criterion) => criterion.weight));
			this.criteria = kept.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
		});
	}

	setWhere(where: string) {
		this.change(() => (this.where = where));
	}

	setRound(round: string) {
		this.change(() => (this.round = round.trim().slice(0, 80)));
	}

	/** Lets imputed figures take part where nothing is published, or not. */
	setImputed(on: boolean) {
		this.change(() => (this.settings = withImputed(this.settings, on)));
	}

	/** Reads means of three years, or single years. */
	setMeans(on: boolean) {
		this.change(() => (this.settings = withMeans(this.settings, on)));
	}

	setConstraints(constraints: Constraints) {
		this.change(() => (this.constraints = constraints));
	}

	/** Pins or excludes a village: a pinned one is in the basket, an excluded one is not. */
	decide(decision: Decision) {
		this.change(() => {
			this.decisions = [...this.decisions.filter((one) => one.id !== decision.id), decision];
			const rest = this.basket.filter((id) => id !== decision.id);
			if (decision.kind === 'exclude') this.basket = rest;
			else if (rest.length === this.basket.length) this.basket = [...this.basket, decision.id];
		});
	}

	release(id: string) {
		this.change(() => (this.decisions = this.decisions.filter((one) => one.id !== id)));
	}

	/** Puts a village into the basket or takes it out. A decision about it that says the opposite is released. */
	toggle(id: string) {
		this.change(() => {
			const inside = this.basket.includes(id);
			this.basket = inside ? this.basket.filter((one) => one !== id) : [...this.basket, id];
			this.decisions = this.decisions.filter((one) => one.id !== id || (one.kind === 'pin') !== inside);
		});
	}

	setBasket(basket: string[], step?: Step) {
		this.change(() => (this.basket = basket), step);
	}

	/** Begins with another plan: who competes, criteria and limits are its own, round and decisions stay, the basket was chosen by other rules. */
	use(other: Plan) {
		const { where, criteria, settings, constraints } = documentOf(other, catalog.byId);
		this.change(() => Object.assign(this, { where, criteria, settings, constraints, basket: [] }), { what: 'template' });
	}

	reset() {
		const start = this.#start;
		if (start) this.change(() => this.#lay(start), { what: 'reset' });
	}

	undo() {
		this.commit();
		const state = this.#history.undo(this.document);
		if (state) this.#lay(state);
	}

	redo() {
		this.commit();
		const state = this.#history.redo(this.document);
		if (state) this.#lay(state);
	}

	#lay(document: Document) {
		Object.assign(this, document);
	}
}

export const plan = new PlanState();
