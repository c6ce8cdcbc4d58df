import type { Page } from 'playwright-core';

/** A plan as the server takes it, loosely: the journeys change a few fields of the server's own. */
export interface LoosePlan {
	criteria: { indicator: string; weight: number }[];
	constraints: Record<string, unknown>;
	[key: string]: unknown;
}

interface Saved {
	id: string;
	version: number;
	plan: LoosePlan;
}

async function answer<T>(response: { ok(): boolean; status(): number; text(): Promise<string> }): Promise<T> {
	const text = await response.text();
	if (!response.ok()) throw new Error(`${response.status()}: ${text}`);
	return JSON.parse(text) as T;
}

/** The server's plan with few villages, so that a selection takes a moment and not half a minute. */
export async function smallPlan(page: Page, change: (plan: LoosePlan) => void = () => undefined): Promise<LoosePlan> {
	const plan = await answer<LoosePlan>(await page.request.get('/api/v1/plan/default'));
	plan.constraints = { ...plan.constraints, count: 6 };
	change(plan);
	return plan;
}

/** Saves a plan as someone else would, past the page. */
export async function saved(page: Page, name: string, plan: LoosePlan, by = 'Ani'): Promise<Saved> {
	return answer<Saved>(await page.request.post('/api/v1/scenarios', { data: { name, plan, by } }));
}

/** Changes a scenario as someone else would. */
export async function changed(page: Page, scenario: Saved, plan: LoosePlan, by: string): Promise<Saved> {
	return answer<Saved>(await page.request.put(`/api/v1/scenarios/${scenario.id}`, { data: { version: scenario.version, plan, by } }));
}

/** Freezes a scenario past the page. */
export async function frozen(page: Page, scenario: Saved): Promise<{ frozen: { regencies: string[] } }> {
	return answer(await page.request.post(`/api/v1/scenarios/${scenario.id}/freeze`, { data: { version: scenario.version, by: 'Ani' } }));
}

/** Signs past the page. */
export async function signed(page: Page, id: string, signature: Record<string, string>): Promise<void> {
	await answer(await page.request.post(`/api/v1/scenarios/${id}/sign`, { data: { by: 'Budi', ...signature } }));
}
