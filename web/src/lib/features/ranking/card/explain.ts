import { untrack } from 'svelte';
import { ApiError, api, type Explanation, type ExplanationRequest } from '$lib/api';
import type { Condition } from '$lib/conditions/condition';
import { parse } from '$lib/conditions/parse';
import { competes, standingOf, type Standing } from '$lib/conditions/standing';
import { plan } from '$lib/plan/plan.svelte';
import { ranking } from '$lib/plan/ranking.svelte';
import { catalog } from '$lib/state/catalog.svelte';

/** What is asked of a village under the plan on the screen. */
export interface Question {
	body: ExplanationRequest;
	conditions: readonly Condition[];
	table: string;
	/** Indicators without which the plan leaves a village out. */
	required: readonly string[];
	/** The village stands in the ranking of this plan: that it competes is known. */
	listed: boolean;
}

/** Why a village does not compete. */
export interface Outside {
	standing: Standing;
	conditions: readonly Condition[];
	/** Indicators that the plan requires a value of, and the village has none of. */
	lacking: readonly string[];
}

/** Why a village ranks where it does, or why it does not compete; neither where the server alone knows why. */
export interface Explained {
	why: Explanation | null;
	outside: Outside | null;
}

/** The question why a village ranks where it does under the plan on the screen; `null` while there is no plan. */
export function questionOf(id: string, other: string | null = null): Question | null {
	if (!plan.criteria.length) return null;
	return {
		body: { ...plan.plan, constraints: { count: plan.constraints.count ?? null }, id, ...(other ? { other } : {}) },
		conditions: parse(plan.where, (indicator) => catalog.byId.has(indicator)),
		table: plan.table,
		required: plan.criteria.flatMap((one) => ((one.missing ?? plan.settings['missing']) === 'reject' ? [one.indicator] : [])),
		// An answer of the ranking is no reason to ask again.
		listed: untrack(() => ranking.of === plan.plan && ranking.find(id) !== null)
	};
}

/** Explains a village. Whether it competes is asked first: the server explains candidates only. */
export async function explain({ body, conditions, table, required, listed }: Question, signal: AbortSignal): Promise<Explained> {
	if (!listed) {
		const standing = await standingOf(body.id, conditions, table, signal);
		const lacking = standing ? required.filter((id) => typeof standing.row[id] !== 'number') : [];
		if (standing && (!competes(standing) || lacking.length)) return { why: null, outside: { standing, conditions, lacking } };
	}
	try {
		return { why: await api.explain(body, { signal }), outside: null };
	} catch (problem) {
		// A plan may have become another one meanwhile: that is no error of the reader's.
		if (problem instanceof ApiError && problem.problem.status === 404) return { why: null, outside: null };
		throw problem;
	}
}
