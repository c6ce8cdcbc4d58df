import { api, isAbort, type Plan, type Progress, type Sensitivity, type WeightChoice } from '$lib/api';
import { ground } from '$lib/map/palette';
import { imputed } from '$lib/plan/imputed.svelte';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { settings as reader } from '$lib/state/settings.svelte';
import { hasSets, sharesOf, type Basis } from './basis';
import { verdictOf, verdictPaint, type Verdict } from './verdict';
import { describe, type Described } from './villages';

/** Every candidate is asked for: a village far down may be in under other weights. */
const ALL = 100_000;
/** Seconds for the best sets under other weights. */
const SETS_LIMIT = 30;

/** Whose weights are tried; a lattice grows too fast with the number of criteria to be offered here. */
export type Choice = Exclude<WeightChoice, 'lattice'>;

export interface Settings {
	weights: Choice;
	noise: number;
	draws: number;
	/** Weightings whose best set is looked for, with all limits of the plan. */
	selection_draws: number;
	seed: number;
}

/** How much of the choice hangs on the exact weights, for the plan on the screen and its limits. */
class Robust {
	settings = $state.raw<Settings>({ weights: 'around', noise: 0.25, draws: 10_000, selection_draws: 300, seed: 1 });
	answer = $state.raw<Sensitivity | null>(null);
	/** The settings that were answered. */
	answered = $state.raw<Settings | null>(null);
	/** What the reader wants to see: the sets under all limits, or the ranking by score alone. */
	wish = $state<Basis>('sets');
	/** What is shown: without sets that were found, the ranking. */
	basis = $derived<Basis>(this.answer && hasSets(this.answer) ? this.wish : 'ranking');
	#described = $state.raw<Described | null>(null);
	#shares = $derived(this.answer ? sharesOf(this.answer, this.basis) : {});
	#view = $derived(this.#described?.view(this.#shares) ?? null);
	/** Every village that is in on at least one weighting or in the plan's own set. */
	villages = $derived(this.#view?.villages ?? []);
	points = $derived(this.#view?.points ?? null);
	/** The leading criterion of the plan that was answered. */
	lead = $state<string | null>(null);
	/** Villages that are in on some weighting although their leading criterion is not known. */
	unknown = $derived(new Set(this.villages.flatMap((one) => (one.known ? [] : [one.code]))));
	/** How many of them would pass for sure or contested. */
	doubted = $derived(this.villages.filter((one) => one.verdict === 'unknown').length);
	/** How many that are in or contested are assessed by imputed figures. */
	estimated = $derived(this.villages.filter((one) => one.verdict !== 'out' && imputed.villages.has(one.code)).length);
	error = $state.raw<unknown>(null);
	running = $state(false);
	progress = $state.raw<(Omit<Progress, 'stage'> & { stage: string }) | null>(null);
	/** The reader wants the map in these colours. */
	wanted = $state(false);
	/** True when the map wears the colours of the verdicts. */
	shown = $derived(this.wanted && this.answer !== null);
	/** The colours of the verdicts for the map; `null` while the map wears those of the score. */
	paint = $derived(this.shown && this.answer ? verdictPaint(this.#shares, ground(reader.dark), { villages: this.unknown, lead: this.lead !== null && catalog.byId.get(this.lead)?.tile ? this.lead : null }) : null);
	#text = $state('');
	#request: AbortController | null = null;

	/** The plan with all its limits; its round is a name. */
	#body = $derived.by((): Plan => {
		const { round: _, ...body } = plan.whole;
		return body;
	});
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
		const [body, settings, lead, table] = [this.#body, this.settings, plan.lead, plan.table];
		this.running = true;
		this.error = this.progress = null;
		try {
			const { noise, ...rest } = settings;
			const answer = await api.sensitivity(
				{ ...body, ...rest, ...(settings.weights === 'around' ? { noise } : {}), selection_limit_s: SETS_LIMIT, limit: ALL },
				{ signal, onprogress: (progress) => (this.progress = progress) }
			);
			this.progress = { stage: 'names', elapsed_s: 0 };
			const described = await describe(body, lead, table, answer, signal);
			this.answer = answer;
			this.#described = described;
			this.lead = lead;
			this.answered = settings;
			this.#text = JSON.stringify([body, settings]);
		} catch (error) {
			if (!isAbort(error)) this.error = error;
		}
		if (this.#request === request) this.running = false;
	}

	/** The share of the weightings on which a village is in; `undefined` for one that does not compete. */
	share(code: string): number | undefined {
		return this.#shares[code];
	}

	/** How many candidates there are in an area, by `within`. */
	candidates(within: (code: string) => boolean): number {
		return Object.keys(this.#shares).filter(within).length;
	}

	/** What a reader of the map wants to know of one village; `null` where the map wears other colours. */
	verdict(code: string): { verdict: Verdict; share: number } | null {
		const share = this.shown ? this.share(code) : undefined;
		return share === undefined ? null : { verdict: verdictOf(share, !this.unknown.has(code)), share };
	}

	cancel() {
		this.#request?.abort();
		this.running = false;
	}
}

export const robust = new Robust();
