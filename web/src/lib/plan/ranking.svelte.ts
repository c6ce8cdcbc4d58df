import { api, isAbort, type Plan, type RankedVillage, type Ranking, type RankingRequest } from '$lib/api';

/** Rows asked for at a time. */
const PAGE = 100;
/** The most that the server lists at once: more than the country has villages. */
const ALL = 100_000;

/**
 * The ranked list of the present plan and area. Rows come by pages as the reader scrolls; a new plan calls
 * off what is under way and keeps the old rows on the screen until the new ones are there.
 */
class RankingState {
	/** Everything but the rows. */
	head = $state.raw<Ranking | null>(null);
	error = $state.raw<unknown>(null);
	loading = $state(false);
	#pages = $state.raw(new Map<number, RankedVillage[]>());
	/** The plan that `head` and the rows answer. */
	of = $state.raw<Plan | null>(null);
	/** What `head` and the rows answer, without limits of a page. */
	asked = $state.raw<RankingRequest | null>(null);
	#request: { plan: Plan; within: string | null } | null = null;
	#running: AbortController | null = null;
	#asked = new Set<number>();
	#timer: ReturnType<typeof setTimeout> | undefined;

	total = $derived(this.head?.total ?? 0);

	/** The row at a place of the list, 0-based; `null` while it is on its way. */
	row(index: number): RankedVillage | null {
		return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
	}

	/** The village if it is among the rows that are here. */
	find(code: string): RankedVillage | null {
		for (const page of this.#pages.values()) {
			const found = page.find((row) => row.id === code);
			if (found) return found;
		}
		return null;
	}

	/** All rows that are here. */
	get rows(): RankedVillage[] {
		return [...this.#pages.values()].flat();
	}

	/** The first rows, for print. */
	get top(): RankedVillage[] {
		return (this.#pages.get(0) ?? []).slice(0, 20);
	}

	/** Ranks again; calls that follow each other within `delay` ms become one. */
	ask(plan: Plan, within: string | null, delay = 90) {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#first(plan, within), delay);
	}

	async #first(plan: Plan, within: string | null) {
		this.#running?.abort();
		const running = (this.#running = new AbortController());
		this.#request = { plan, within };
		this.#asked = new Set([0]);
		this.loading = true;
		try {
			const answer = await this.#fetch(0, running.signal);
			this.head = answer;
			this.of = plan;
			this.asked = { ...plan, limit: ALL, ...(within ? { within } : {}) };
			this.#pages = new Map([[0, answer.items]]);
			this.error = null;
		} catch (error) {
			if (isAbort(error)) return;
			this.error = error;
		}
		if (this.#running === running) this.loading = false;
	}

	/** Makes sure that the rows from `first` to `last` are here or on their way. */
	need(first: number, last: number) {
		const running = this.#running;
		if (!running || !this.head) return;
		for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) {
			if (page * PAGE >= this.total || this.#asked.has(page)) continue;
			this.#asked.add(page);
			void this.#fetch(page, running.signal).then(
				(answer) => (this.#pages = new Map(this.#pages).set(page, answer.items)),
				(error: unknown) => {
					if (!isAbort(error)) this.error = error;
					this.#asked.delete(page);
				}
			);
		}
	}

	#fetch(page: number, signal: AbortSignal): Promise<Ranking> {
		const { plan, within } = this.#request ?? { plan: { criteria: [] }, within: null };
		return api.rank({ ...plan, limit: PAGE, offset: page * PAGE, ...(within ? { within } : {}) }, { signal });
	}

	/** Calls off what is under way; what is on the screen stays. */
	cancel() {
		clearTimeout(this.#timer);
		this.#running?.abort();
		this.loading = false;
	}
}

export const ranking = new RankingState();
