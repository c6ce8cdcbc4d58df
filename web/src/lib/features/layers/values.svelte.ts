import { api, isAbort } from '$lib/api';
import type { Level } from '$lib/state/codes';
import type { Drawn } from './indicator';
import { statementOf, valuesOf } from './values';

/** More districts than the country has. */
const ALL = 20_000;
const keyOf = (level: Level, id: string) => `${level} ${id}`;

/** What the areas of the whole country have of an indicator: read once, because classes are the same wherever the reader looks. */
class Values {
	#known = $state.raw<ReadonlyMap<string, readonly number[]>>(new Map());
	#asked = new Set<string>();

	/** Makes sure that the values of a level are here or on their way. */
	need(level: Level, indicator: Drawn) {
		const key = keyOf(level, indicator.id);
		if (this.#asked.has(key)) return;
		this.#asked.add(key);
		void api.sql({ sql: statementOf(level, indicator), limit: ALL }).then(
			({ items }) => (this.#known = new Map(this.#known).set(key, valuesOf(level, items, indicator))),
			(error: unknown) => {
				// The range of the catalogue stands in; the next need asks again.
				this.#asked.delete(key);
				if (!isAbort(error)) console.warn('classes:', error);
			}
		);
	}

	/** Ascending; `null` while they are on their way. */
	of(level: Level, id: string): readonly number[] | null {
		return this.#known.get(keyOf(level, id)) ?? null;
	}
}

export const values = new Values();
