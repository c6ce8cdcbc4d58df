import type { FeatureCollection, Point } from 'geojson';
import type { Selection } from '$lib/api';
import { basket } from './basket.svelte';
import { facts } from './facts.svelte';
import { pointsOf } from './rounds.svelte';

/** A set that is really another one, as the server found it. */
export type Alternative = Selection['alternatives'][number];

/** The alternative that is looked at: who would leave the best set and who would enter it. */
class Swap {
	#chosen = $state.raw<Alternative | null>(null);
	/** `null` where none is looked at, or the plan has moved on. */
	set = $derived(this.#chosen !== null && !basket.stale && basket.answer?.alternatives.includes(this.#chosen) ? this.#chosen : null);
	/** Where they lie: the map draws each by the name of its sign. */
	points = $derived.by((): FeatureCollection<Point> | null => {
		if (!this.set) return null;
		const at = (codes: readonly string[], verdict: 'leaving' | 'entering') =>
			pointsOf(codes.flatMap((code) => facts.of(code) ?? []), verdict).map((feature) => ({ ...feature, properties: { ...feature.properties, verdict, share: verdict === 'entering' ? 1 : 0 } }));
		return { type: 'FeatureCollection', features: [...at(this.set.leaving, 'leaving'), ...at(this.set.entering, 'entering')] };
	});

	/** Looks at an alternative; a second time it is let go. */
	toggle(alternative: Alternative) {
		this.#chosen = this.set === alternative ? null : alternative;
		if (this.#chosen) facts.need([...this.#chosen.leaving, ...this.#chosen.entering]);
	}

	hide() {
		this.#chosen = null;
	}
}

export const swap = new Swap();
