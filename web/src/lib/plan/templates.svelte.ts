import { api, ApiError, type Template } from '$lib/api';
import { catalog } from '$lib/state/catalog.svelte';
import { equal } from './document/canonical';
import { documentOf } from './document/document';
import { plan } from './plan.svelte';

/** Named plans to begin with, each with its reasons, as the server knows them. */
class Templates {
	all = $state.raw<Template[]>([]);
	#loading: Promise<void> | null = null;

	/** Reads them once. A server that has none is asked once. */
	load(): Promise<void> {
		this.#loading ??= api.templates().then(
			({ items }) => {
				this.all = items;
			},
			(error: unknown) => {
				if (!(error instanceof ApiError) || error.problem.status !== 404) this.#loading = null;
			}
		);
		return this.#loading;
	}

	/** True when the plan on the screen asks and weighs as a template does, whatever its round, limits and basket are. */
	isOn(template: Template): boolean {
		if (!template.plan) return false;
		const { where, criteria, settings } = documentOf(template.plan, catalog.byId);
		return where.trim() === plan.where.trim() && equal(criteria, plan.criteria) && equal(settings, plan.settings);
	}
}

export const templates = new Templates();
