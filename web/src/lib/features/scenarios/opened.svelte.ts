import { api, type Plan, type Scenario } from '$lib/api';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { person } from './person.svelte';

/** The saved scenario that lies on the planning page, and whether the page has moved on from it. */
class Opened {
	/** As it was read or saved; its version is the one that a change is made to. */
	scenario = $state.raw<Scenario | null>(null);
	/** Why the scenario of the address could not be opened. */
	error = $state.raw<unknown>(null);
	/** True while a scenario is on its way: the address must not be rewritten meanwhile. */
	loading = $state(false);
	/** The plan on the page right after it was opened or saved, as text. */
	#saved = $state('');

	/** The plan on the screen with its limits, decisions and basket: what is saved. */
	current = $derived<Plan>(plan.stored);
	changed = $derived(this.scenario !== null && JSON.stringify(this.current) !== this.#saved);

	/** Reads the plan that the address asks for: a scenario, or the server's; and lays the rest of the address over it. */
	async load(params: URLSearchParams): Promise<void> {
		const id = params.get('skenario');
		this.error = null;
		if (!id || id === this.scenario?.id) return plan.load(params);
		this.loading = true;
		try {
			await catalog.load();
			this.#lay(await api.scenarios.get(id));
			plan.read(params);
		} catch (error) {
			this.error = error;
			await plan.load(params);
		} finally {
			this.loading = false;
		}
	}

	/** Takes the address after a step back or forward. */
	follow(params: URLSearchParams) {
		const id = params.get('skenario');
		if (id && id !== this.scenario?.id) void this.load(params);
		else if (!id && this.scenario) void this.close().then(() => plan.read(params));
		else plan.read(params);
	}

	/** Back to the server's plan. */
	async close(): Promise<void> {
		this.loading = true;
		try {
			await plan.restart();
			this.scenario = null;
			this.error = null;
		} catch (error) {
			this.error = error;
		} finally {
			this.loading = false;
		}
	}

	/** Saves the plan on the screen as a new scenario, which then lies open. */
	async saveAs(name: string): Promise<void> {
		this.#keep(await api.scenarios.create({ name, plan: this.current, ...person.by }));
	}

	/** Saves the plan on the screen as the next version. Throws `version_conflict` when someone else was quicker. */
	async save(name: string, note: string): Promise<void> {
		const { id, version } = this.scenario ?? {};
		if (!id || !version) return;
		const change = { version, plan: this.current, ...(name === this.scenario?.name ? {} : { name }), ...(note ? { note } : {}), ...person.by };
		this.#keep(await api.scenarios.update(id, change));
	}

	/** Opens what someone else saved meanwhile; the plan on the screen is let go. */
	take(scenario: Scenario) {
		this.#lay(scenario);
	}

	/** The open scenario was frozen or signed on its own page: from now on only copies can be saved. */
	closed(scenario: Scenario) {
		if (this.scenario?.id === scenario.id && scenario.status !== 'draft') this.scenario = scenario;
	}

	#lay(scenario: Scenario) {
		plan.lay(scenario.plan);
		this.#keep(scenario);
	}

	#keep(scenario: Scenario) {
		plan.rebase();
		this.scenario = scenario;
		this.#saved = JSON.stringify(this.current);
	}
}

export const opened = new Opened();
