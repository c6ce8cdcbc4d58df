import { ApiError, api, type Explanation, type ExplanationRequest } from '$lib/api';
import { plan } from '$lib/plan/plan.svelte';

/** A village that the plan leaves out is no error of the reader's: it is simply no candidate. */
export function isOutside(problem: unknown): boolean {
	if (!(problem instanceof ApiError)) return false;
	return problem.problem.status === 404 || (problem.code === 'invalid_plan' && /not among the candidates/.test(problem.problem.detail ?? ''));
}

/** The question why a village ranks where it does under the plan on the screen; `null` while there is no plan. */
export function questionOf(id: string, other: string | null = null): ExplanationRequest | null {
	if (!plan.criteria.length) return null;
	return { ...plan.plan, constraints: { count: plan.constraints.count ?? null }, id, ...(other ? { other } : {}) };
}

/** Explains a village; `null` for one that is no candidate. */
export async function explain(question: ExplanationRequest, signal: AbortSignal): Promise<Explanation | null> {
	try {
		return await api.explain(question, { signal });
	} catch (problem) {
		if (isOutside(problem)) return null;
		throw problem;
	}
}
