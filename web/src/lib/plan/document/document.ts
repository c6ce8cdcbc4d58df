import type { Constraints, Criterion, Direction, Indicator, Named, Plan } from '$lib/api';
import { sorted } from './canonical';
import { tidy } from './limits';
import { normalise } from './weights';

/** A village that the planner decided about, and why. */
export interface Decision {
	id: string;
	kind: 'pin' | 'exclude';
	reason: string;
}

/** A criterion on the page: what a plan may leave open is filled in. */
export type PageCriterion = Criterion & { direction: Direction; goalposts: [number, number] };

/** Everything that is the plan, in the pieces that the page changes. One undo goes over all of it. */
export interface Document {
	/** Name of the round; empty when it has none yet. */
	round: string;
	/** SQL condition over `village_indicators`: who competes. */
	where: string;
	criteria: PageCriterion[];
	/** What the page does not change by itself: `missing`, `method`, `normalisation` and the like. */
	settings: Record<string, unknown>;
	/** As the server takes them, without `pin` and `exclude`. */
	constraints: Constraints;
	decisions: Decision[];
	/** Codes of the villages in the basket: picked by hand or found by the optimiser. */
	basket: string[];
}

/** The pieces of a plan. Weights add up to 1; goalposts that the plan leaves open are the catalogue's. */
export function documentOf(plan: Plan, indicators: ReadonlyMap<string, Indicator>): Document {
	const { round, candidates, criteria, constraints, basket, ...settings } = plan;
	const { pin, exclude, ...rest } = constraints ?? {};
	return {
		round: round ?? '',
		where: candidates?.where ?? '',
		criteria: complete(criteria, indicators),
		settings,
		constraints: tidy(rest),
		decisions: [...decisions('pin', pin), ...decisions('exclude', exclude)],
		basket: basket ?? []
	};
}

/** The plan that the pieces make, as the server takes it. The basket is no input and no part of it. */
export function planOf(document: Omit<Document, 'basket'>): Plan {
	const named = (kind: Decision['kind']): Named[] =>
		document.decisions.filter((one) => one.kind === kind).map(({ id, reason }) => (reason ? { id, reason } : id));
	const pin = named('pin');
	const exclude = named('exclude');
	return {
		...document.settings,
		...(document.round ? { round: document.round } : {}),
		candidates: document.where.trim() ? { where: document.where.trim() } : {},
		criteria: document.criteria,
		// In one order, so that plans that say the same are the same text.
		constraints: sorted({ ...document.constraints, ...(pin.length ? { pin } : {}), ...(exclude.length ? { exclude } : {}) }) as Constraints
	};
}

function decisions(kind: Decision['kind'], named: Named[] | undefined): Decision[] {
	return (named ?? []).map((one) => (typeof one === 'string' ? { id: one, kind, reason: '' } : { id: one.id, kind, reason: one.reason }));
}

/** Criteria with weights that add up to 1 and goalposts: where the plan leaves them open, the catalogue's 2nd and 98th percentile. */
function complete(criteria: readonly Criterion[], indicators: ReadonlyMap<string, Indicator>): PageCriterion[] {
	const known = criteria.flatMap((criterion): PageCriterion[] => {
		const indicator = indicators.get(criterion.indicator);
		const low = indicator?.p02 ?? null;
		const high = indicator?.p98 ?? null;
		const goalposts: [number, number] | null = criterion.goalposts ?? (low !== null && high !== null && high > low ? [low, high] : null);
		return goalposts ? [{ ...criterion, goalposts, direction: criterion.direction ?? indicator?.direction ?? 'benefit' }] : [];
	});
	const weights = normalise(known.map((criterion) => criterion.weight));
	return known.map((criterion, i) => ({ ...criterion, weight: weights[i] ?? 0 }));
}
