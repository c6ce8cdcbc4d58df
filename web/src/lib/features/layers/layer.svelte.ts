import { endsOf } from '$lib/plan/stops';
import { breaksOf, type Classing } from '$lib/map/classing';
import { diverging, ground, sequential } from '$lib/map/palette';
import { catalog } from '$lib/state/catalog.svelte';
import type { Level } from '$lib/state/codes';
import { settings } from '$lib/state/settings.svelte';
import { indicatorPaint, isDrawn, valueOf, type Drawn } from './indicator';
import { values } from './values.svelte';

const CLASSES = 7;

/** How the reader wants to see it. */
export interface Look {
	level: Level;
	classing: Classing;
	continuous: boolean;
	/** Properties of the areas in view, where classes are to be theirs instead of the country's. */
	sample: readonly Record<string, unknown>[] | null;
}

/** One indicator as the map shows it: its classes, colours and paint. */
export class IndicatorLayer {
	readonly #id: () => string | null;
	readonly #look: () => Look;

	constructor(id: () => string | null, look: () => Look) {
		this.#id = id;
		this.#look = look;
	}

	indicator = $derived.by((): Drawn | null => {
		const found = catalog.byId.get(this.#id() ?? '');
		return isDrawn(found) ? found : null;
	});

	/** The country's mean over its villages: what a diverging scale turns around. */
	middle = $derived(this.indicator?.mean ?? null);

	#classing = $derived.by(() => {
		const { classing } = this.#look();
		return classing === 'diverging' && this.middle === null ? 'quantile' : classing;
	});

	breaks = $derived.by(() => {
		const { indicator } = this;
		if (!indicator) return [];
		const { level, sample } = this.#look();
		const seen = sample?.flatMap((properties) => valueOf(properties, indicator) ?? []).sort((a, b) => a - b) ?? [];
		const known = seen.length >= 5 ? seen : (values.of(level, indicator.id) ?? endsOf(indicator.tile.stops));
		return breaksOf(this.#classing, known, CLASSES, this.middle);
	});

	colours = $derived.by(() => {
		if (this.#classing !== 'diverging') return sequential(this.breaks.length + 1, settings.dark);
		const colours = diverging(settings.dark);
		return this.breaks.length ? colours : colours.slice(3, 4);
	});

	paint = $derived.by(() => this.indicator && indicatorPaint(this.indicator, this.breaks, this.colours, ground(settings.dark).missing, this.#look().continuous));

	/** Makes sure that the country's values are here or on their way; for an effect. */
	need() {
		if (this.indicator) values.need(this.#look().level, this.indicator);
	}
}
