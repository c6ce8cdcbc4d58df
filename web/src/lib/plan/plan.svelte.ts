import { api, type Criterion, type Indicator, type Plan } from '$lib/api';
import { catalog } from '$lib/state/catalog.svelte';
import { decodeCriteria, encodeCriteria } from './share';
import { normalise, rebalance } from './weights';

interface Snapshot {
	criteria: Criterion[];
	where: string;
}

/** The plan on the screen: criteria, weights, goalposts, who competes; with undo and redo. */
class PlanState {
	/** The server's plan for this dataset: where the reader starts and what “reset” returns to. */
	base = $state.raw<Plan | null>(null);
	criteria = $state.raw<Criterion[]>([]);
	/** SQL condition over `village_indicators`: who competes. */
	where = $state('');
	error = $state.raw<unknown>(null);
	#past = $state.raw<Snapshot[]>([]);
	#future = $state.raw<Snapshot[]>([]);
	/** Weights at the start of a drag. */
	#held: number[] | null = null;
	#before: Snapshot | null = null;

	canUndo = $derived(this.#past.length > 0);
	canRedo = $derived(this.#future.length > 0);
	changed = $derived(this.base !== null && (encodeCriteria(this.criteria) !== encodeCriteria(this.base.criteria) || this.where !== (this.base.candidates?.where ?? '')));
	/** The plan as the server takes it. */
	plan = $derived<Plan>({
		...this.base,
		candidates: this.where.trim() ? { where: this.where.trim() } : {},
		criteria: this.criteria
	});

	/** Reads the server's plan and lays the address over it. Whoever comes back from another place finds their plan again. */
	async load(params: URLSearchParams): Promise<void> {
		this.error = null;
		const returning = this.base !== null && !params.has('w') && !params.has('where');
		try {
			if (!this.base) {
				const [plan] = await Promise.all([api.defaultPlan(), catalog.load()]);
				// Without the catalogue the plan has no scales; its own error is shown and tried again.
				if (catalog.error) throw catalog.error;
				this.base = { ...plan, criteria: complete(plan.criteria, catalog.byId) };
			}
			if (!returning) this.read(params);
		} catch (error) {
			this.error = error;
		}
	}

	/** Lays another plan over the page: it is what `reset` returns to and what the address is measured against. */
	lay(saved: Plan) {
		this.base = { ...saved, criteria: complete(saved.criteria, catalog.byId) };
		this.criteria = this.base.criteria;
		this.where = this.base.candidates?.where ?? '';
		this.#past = this.#future = [];
	}

	/** Takes criteria and condition from the address; what it does not say is the server's plan. */
	read(params: URLSearchParams) {
		if (!this.base) return;
		const shared = decodeCriteria(params.get('w') ?? '');
		this.criteria = shared ?? this.base.criteria;
		this.where = params.get('where') ?? this.base.candidates?.where ?? '';
	}

	/** What the address must hold to bring this plan back. */
	get params(): { w: string | null; where: string | null } {
		const criteria = encodeCriteria(this.criteria);
		return {
			w: this.base && criteria !== encodeCriteria(this.base.criteria) ? criteria : null,
			where: this.where !== (this.base?.candidates?.where ?? '') ? this.where : null
		};
	}

	/** Begins a change that ends with `commit`: everything in between is one step of undo. */
	hold() {
		this.#before ??= this.#snapshot();
		this.#held ??= this.criteria.map((criterion) => criterion.weight);
	}

	commit() {
		const before = this.#before;
		this.#before = this.#held = null;
		if (!before || same(before, this.#snapshot())) return;
		this.#past = [...this.#past.slice(-99), before];
		this.#future = [];
	}

	setWeight(index: number, value: number) {
		const start = this.#held ?? this.criteria.map((criterion) => criterion.weight);
		const weights = rebalance(start, index, value);
		this.criteria = this.criteria.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
	}

	setGoalpost(index: number, side: 0 | 1, value: number) {
		this.criteria = this.criteria.map((criterion, i) => {
			if (i !== index) return criterion;
			const [a, b] = criterion.goalposts;
			return { ...criterion, goalposts: side === 0 ? [value, b] : [a, value] };
		});
	}

	flip(index: number) {
		this.#step(() => {
			this.criteria = this.criteria.map((criterion, i) =>
				i === index ? { ...criterion, direction: criterion.direction === 'cost' ? 'benefit' : 'cost' } : criterion
			);
		});
	}

	/** Adds an indicator with a tenth of the weight. */
	add(indicator: Indicator) {
		this.#step(() => {
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
		this.#step(() => {
			const kept = this.criteria.filter((_, i) => i !== index);
			const weights = normalise(kept.map((criterion) => criterion.weight));
			this.criteria = kept.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
		});
	}

	setWhere(where: string) {
		this.#step(() => (this.where = where));
	}

	reset() {
		const base = this.base;
		if (!base) return;
		this.#step(() => {
			this.criteria = base.criteria;
			this.where = base.candidates?.where ?? '';
		});
	}

	undo() {
		const last = this.#past.at(-1);
		if (!last) return;
		this.#future = [...this.#future, this.#snapshot()];
		this.#past = this.#past.slice(0, -1);
		this.#restore(last);
	}

	redo() {
		const next = this.#future.at(-1);
		if (!next) return;
		this.#past = [...this.#past, this.#snapshot()];
		this.#future = this.#future.slice(0, -1);
		this.#restore(next);
	}

	#step(change: () => void) {
		this.hold();
		change();
		this.commit();
	}
	#snapshot(): Snapshot {
		return { criteria: this.criteria, where: this.where };
	}
	#restore(snapshot: Snapshot) {
		this.criteria = snapshot.criteria;
		this.where = snapshot.where;
	}
}

/** Criteria with weights that add up to 1 and goalposts: where the plan leaves them open, the catalogue's 2nd and 98th percentile. */
function complete(criteria: Plan['criteria'], indicators: ReadonlyMap<string, Indicator>): Criterion[] {
	const known = criteria.flatMap((criterion): Criterion[] => {
		const indicator = indicators.get(criterion.indicator);
		const low = indicator?.p02 ?? null;
		const high = indicator?.p98 ?? null;
		// The server leaves out what it decides itself; the type says how the page needs it.
		const open = criterion as Partial<Criterion>;
		const goalposts = open.goalposts ?? (low !== null && high !== null && high > low ? [low, high] : null);
		return goalposts ? [{ ...criterion, goalposts, direction: open.direction ?? indicator?.direction ?? 'benefit' }] : [];
	});
	const weights = normalise(known.map((criterion) => criterion.weight));
	return known.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
}

function same(a: Snapshot, b: Snapshot): boolean {
	return a.where === b.where && encodeCriteria(a.criteria) === encodeCriteria(b.criteria);
}

export const plan = new PlanState();
