import type { FeatureCollection, Point } from 'geojson';
import { api, isAbort, type Plan, type Progress, type Sensitivity, type WeightChoice } from '$lib/api';
import { ground } from '$lib/map/palette';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { settings as reader } from '$lib/state/settings.svelte';
import { verdictOf, verdictPaint, type Verdict } from './verdict';
import { describe, type Village } from './villages';

/** Every candidate is asked for: a village far down may be in under other weights. */
const ALL = 100_000;

/** Whose weights are tried; a lattice grows too fast with the number of criteria to be offered here. */
export type Choice = Exclude<WeightChoice, 'lattice'>;

export interface Settings {
	weights: Choice;
	noise: number;
	draws: number;
	seed: number;
}

/** How much of the choice hangs on the exact weights, for the plan on the screen. */
class Robust {
	settings = $state.raw<Settings>({ weights: 'around', noise: 0.25, draws: 10_000, seed: 1 });
	answer = $state.raw<Sensitivity | null>(null);
	/** The settings that were answered. */
	answered = $state.raw<Settings | null>(null);
	/** Every village that is in on at least one weighting, most often first. */
	villages = $state.raw<Village[]>([]);
	points = $state.raw<FeatureCollection<Point> | null>(null);
	/** The leading criterion of the plan that was answered. */
	lead = $state<string | null>(null);
	/** Villages that are in on some weighting although their leading criterion is not known. */
	unknown = $derived(new Set(this.villages.flatMap((one) => (one.known ? [] : [one.code]))));
	/** How many of them would pass for sure or contested. */
	doubted = $derived(this.villages.filter((one) => one.verdict === 'unknown').length);
	error = $state.raw<unknown>(null);
	running = $state(false);
	progress = $state.raw<(Omit<Progress, 'stage'> & { stage: string }) | null>(null);
	/** The reader wants the map in these colours. */
	wanted = $state(false);
	/** True when the map wears the colours of the verdicts. */
	shown = $derived(this.wanted && this.answer !== null);
	/** The colours of the verdicts for the map; `null` while the map wears those of the score. */
	paint = $derived(this.shown && this.answer ? verdictPaint(this.answer.top_k, ground(reader.dark), { villages: this.unknown, lead: this.lead !== null && catalog.byId.get(this.lead)?.tile ? this.lead : null }) : null);
	#text = $state('');
	#request: AbortController | null = null;

	/** Of the limits only the number of villages matters here. */
	#body = $derived<Plan>({ ...plan.plan, constraints: { count: plan.constraints.count ?? null } });
	/** True when plan or settings were changed after the answer. */
	stale = $derived(this.answer !== null && this.#text !== JSON.stringify([this.#body, this.settings]));

	set(change: Partial<Settings>) {
		this.settings = { ...this.settings, ...change };
	}

	/** Computes. A second call calls off the first; an earlier answer stays until the new one is there. */
	async run(): Promise<void> {
		this.#request?.abort();
		const request = (this.#request = new AbortController());
		const { signal } = request;
		const [body, settings, lead] = [this.#body, this.settings, plan.lead];
		this.running = true;
		this.error = this.progress = null;
		try {
			const { noise, ...rest } = settings;
			const answer = await api.sensitivity(
				{ ...body, ...rest, ...(settings.weights === 'around' ? { noise } : {}), limit: ALL },
				{ signal, onprogress: (progress) => (this.progress = progress) }
			);
			this.progress = { stage: 'names', elapsed_s: 0 };
			const { villages, points } = await describe(body, lead, answer, signal);
			this.answer = answer;
			this.villages = villages;
			this.lead = lead;
			this.points = points;
			this.answered = settings;
			this.#text = JSON.stringify([body, settings]);
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
		if (this.#request === request) this.running = false;
	}

	/** What a reader of the map wants to know of one village; `null` where the map wears other colours. */
	verdict(code: string): { verdict: Verdict; share: number } | null {
		const share = this.shown ? this.answer?.top_k[code] : undefined;
		return share === undefined ? null : { verdict: verdictOf(share, !this.unknown.has(code)), share };
	}

	cancel() {
		this.#request?.abort();
		this.running = false;
	}
}

export const robust = new Robust();
