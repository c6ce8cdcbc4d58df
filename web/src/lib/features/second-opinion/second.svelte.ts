import { api, isAbort, type Method as AnyMethod, type Normalisation, type Plan, type RankedVillage, type Ranking } from '$lib/api';

export const METHODS = ['wpm', 'geometric', 'topsis', 'vikor', 'promethee2', 'copeland'] as const satisfies readonly AnyMethod[];
export type Method = (typeof METHODS)[number];

/** Scales that a method may stand on, its usual one first. The last three compare the values themselves. */
export const SCALES: Record<Method, readonly Normalisation[]> = {
	wpm: ['minmax_1_100', 'linear', 'sum'],
	geometric: ['minmax_1_100'],
	topsis: ['vector', 'minmax', 'goalposts'],
	vikor: [],
	promethee2: [],
	copeland: []
};

/** So many ranks of each method are read. */
export const READ = 2000;
/** Copeland compares every pair: the server takes 5,000 villages, a thousand answer at once. */
export const PAIRED = 1000;
const PAIRS_LIMIT = 5000;

export interface Opinions {
	official: RankedVillage[];
	other: RankedVillage[];
	head: Ranking;
	/** How many villages were compared, where not all candidates were. */
	subset: number | null;
	/** How many ranks of the other method are known. */
	read: number;
}

/** The same plan ranked by another method. */
class Second {
	method = $state<Method>('topsis');
	scale = $state<Normalisation | null>(null);
	answer = $state.raw<Opinions | null>(null);
	error = $state.raw<unknown>(null);
	loading = $state(false);

	choose(method: Method) {
		this.method = method;
		this.scale = null;
	}

	/** Ranks the plan both ways; returns how to call it off. */
	ask(plan: Plan, method: Method, scale: Normalisation | null): () => void {
		const running = new AbortController();
		const timer = setTimeout(() => void this.#ask(plan, method, scale, running), 150);
		return () => {
			clearTimeout(timer);
			running.abort();
		};
	}

	async #ask(plan: Plan, method: Method, scale: Normalisation | null, running: AbortController) {
		const { signal } = running;
		this.loading = true;
		try {
			const official = await api.rank({ ...plan, limit: READ }, { signal });
			const narrowed = method === 'copeland' && official.candidates > PAIRS_LIMIT ? official.items.slice(0, PAIRED) : null;
			const where = narrowed ? `code IN (${narrowed.map((row) => `'${row.id.replaceAll("'", "''")}'`).join(', ')})` : null;
			const normalisation = scale ?? SCALES[method][0];
			const head = await api.rank(
				{ ...plan, method, ...(normalisation ? { normalisation } : {}), ...(where ? { candidates: { where } } : {}), limit: READ },
				{ signal }
			);
			this.answer = { official: official.items, other: head.items, head, subset: narrowed?.length ?? null, read: Math.min(READ, head.total) };
			this.error = null;
		} catch (error) {
			if (isAbort(error)) return;
			this.error = error;
			this.answer = null;
		}
		this.loading = false;
	}
}

export const second = new Second();
