import type { FeatureCollection, Point } from 'geojson';
import { api, isAbort, type Selection } from '$lib/api';
import { constraintsOf, limitsOf, type Decision, type Limits } from './limits';
import { plan } from './plan.svelte';

/** Quota, budget, spacing and single decisions, and the set of villages that the server chose within them. */
class QuotaState {
	/** What the reader changed; the rest is the plan's. */
	#changed = $state.raw<Partial<Limits>>({});
	decisions = $state.raw<Decision[]>([]);
	answer = $state.raw<Selection | null>(null);
	/** Where the chosen villages lie. */
	points = $state.raw<FeatureCollection<Point> | null>(null);
	error = $state.raw<unknown>(null);
	running = $state(false);
	/** The plan that was answered, as text. */
	#answered = $state('');
	#request: AbortController | null = null;

	limits = $derived<Limits>({ ...limitsOf(plan.base?.constraints), ...this.#changed });
	constraints = $derived(constraintsOf(plan.base?.constraints, this.limits, this.decisions));
	/** True when plan or limits were changed after the answer. */
	stale = $derived(this.answer !== null && this.#answered !== JSON.stringify({ ...plan.plan, constraints: this.constraints }));
	chosen = $derived(new Set(this.answer?.selected ?? []));

	/** Forgets changes and the answer, and takes the decisions of another plan: limits come from `plan.base`. */
	lay(decisions: Decision[]) {
		this.clear();
		this.#changed = {};
		this.decisions = decisions;
	}

	set(limit: keyof Limits, value: number | null) {
		this.#changed = { ...this.#changed, [limit]: value };
	}

	decide(decision: Decision) {
		this.decisions = [...this.decisions.filter((one) => one.id !== decision.id), decision];
	}

	release(id: string) {
		this.decisions = this.decisions.filter((one) => one.id !== id);
	}

	of(id: string): Decision | null {
		return this.decisions.find((one) => one.id === id) ?? null;
	}

	/** Asks for the best set. A second call calls off the first. */
	async run(): Promise<void> {
		this.#request?.abort();
		const request = (this.#request = new AbortController());
		const body = { ...plan.plan, constraints: this.constraints };
		this.running = true;
		this.error = null;
		try {
			const answer = await api.select(body, { signal: request.signal });
			const points = await locate(answer.selected, request.signal);
			this.answer = answer;
			this.points = points;
			this.#answered = JSON.stringify(body);
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
		if (this.#request === request) this.running = false;
	}

	/** Calls off a search; an earlier answer stays. */
	cancel() {
		this.#request?.abort();
		this.running = false;
	}

	clear() {
		this.cancel();
		this.answer = this.points = this.error = null;
	}
}

/** Points of villages by their codes. */
async function locate(codes: readonly string[], signal: AbortSignal): Promise<FeatureCollection<Point>> {
	if (codes.length === 0) return { type: 'FeatureCollection', features: [] };
	const list = codes.map((code) => `'${code.replaceAll("'", "''")}'`).join(', ');
	const { items } = await api.sql({ sql: `SELECT code, lon, lat FROM villages WHERE code IN (${list}) AND lon IS NOT NULL`, limit: codes.length }, { signal });
	return {
		type: 'FeatureCollection',
		features: items.map((row) => ({
			type: 'Feature',
			properties: { code: row['code'] },
			geometry: { type: 'Point', coordinates: [Number(row['lon']), Number(row['lat'])] }
		}))
	};
}

export const quota = new QuotaState();
