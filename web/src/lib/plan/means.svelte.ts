import { api, isAbort } from '$lib/api';
import { liftTo, type Level } from '$lib/state/codes';
import { meansOf, meansStatement, scoreOfMeans, type MeanRow } from './means';
import { national } from './national.svelte';
import { plan } from './plan.svelte';

/** Villages listed at most: more than the country has. */
const ALL = 100_000;

/** Means of three years: what they say where it differs from the latest figure, which is what tiles hold. */
class Means {
	error = $state.raw<unknown>(null);
	#known = $state.raw<ReadonlyMap<string, MeanRow>>(new Map());
	#asked = '';

	/** The plan reads them. */
	on = $derived(plan.table === 'village_indicators_of_three_years');
	#indicators = $derived([...new Set(plan.criteria.map((one) => one.indicator))].sort());

	/** Asks about the criteria of the present plan where it reads means; returns how to call it off. */
	ask(): (() => void) | undefined {
		const indicators = this.#indicators;
		const key = indicators.join(' ');
		if (!this.on || !indicators.length || key === this.#asked) return undefined;
		this.#asked = key;
		this.#known = new Map();
		const running = new AbortController();
		api.sql({ sql: meansStatement(indicators), limit: ALL }, { signal: running.signal }).then(
			({ items }) => {
				this.#known = meansOf(items, indicators);
				this.error = null;
			},
			(error: unknown) => {
				if (this.#asked === key) this.#asked = '';
				if (!isAbort(error)) this.error = error;
			}
		);
		return () => running.abort();
	}

	/** The scores of the areas of a level that the tiles have wrong; `null` where an area cannot be assessed. */
	scores(level: Level, needed: readonly string[]): ReadonlyMap<string, number | null> {
		const found = new Map<string, number | null>();
		if (!this.on) return found;
		if (level === 'village') {
			for (const [code, values] of this.#known) found.set(code, scoreOfMeans(values, plan.criteria, needed));
			return found;
		}
		for (const code of new Set([...this.#known.keys()].map((one) => liftTo(one, level)))) {
			const values = national.values(level, plan.criteria, needed, code);
			if (values) found.set(code, scoreOfMeans(values, plan.criteria, needed));
		}
		return found;
	}
}

export const means = new Means();
