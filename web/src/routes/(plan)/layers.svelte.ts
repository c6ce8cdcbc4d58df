import { indicatorLegend, valueSaid } from '$lib/features/layers/indicator-legend';
import { IndicatorLayer } from '$lib/features/layers/layer.svelte';
import { saved } from '$lib/features/layers/saved.svelte';
import { scoreLegend } from '$lib/features/ranking/score-legend';
import { robust } from '$lib/features/robustness/robust.svelte';
import { locale } from '$lib/i18n/index.svelte';
import type { LegendSpec } from '$lib/map/legend';
import { scoreOf, SOME } from '$lib/plan/score';
import { scores } from './scores.svelte';
import { view } from './view.svelte';

/** What the map shows, and what lies beside it: colours, legend and words of each side. */
class Layers {
	#look = () => ({ level: scores.shown, classing: view.classing, continuous: view.continuous, sample: view.local ? scores.sample : null });
	#shown = new IndicatorLayer(() => view.show, this.#look);
	#other = new IndicatorLayer(() => (view.beside?.what === 'indicator' ? view.beside.id : null), this.#look);

	/** The verdicts of the robustness take the place of any other colours. */
	paint = $derived(robust.paint ?? this.#shown.paint ?? scores.placedPaint ?? scores.paint);
	/** Where areas stand on the scale of the score; `null` where other colours are shown, or only tiles know. */
	placed = $derived(robust.paint || this.#shown.paint ? null : scores.placed);
	/** The colours of the right side; `null` where nothing is compared. */
	beside = $derived.by(() => {
		if (view.beside === null) return null;
		if (view.beside.what === 'score') return scores.paint;
		return view.beside.what === 'indicator' ? this.#other.paint : saved.paint(view.beside.id, scores.breaks, scores.colours, view.continuous);
	});

	#of(layer: IndicatorLayer): LegendSpec | null {
		const { indicator, breaks, colours } = layer;
		if (!indicator) return null;
		return indicatorLegend(indicator, { breaks, colours, shown: scores.shown, continuous: view.continuous, local: view.local, middle: view.classing === 'diverging' ? layer.middle : null });
	}

	#score = $derived(scoreLegend({ colours: scores.colours, breaks: scores.breaks, shown: scores.shown, continuous: view.continuous, local: view.local }));
	legend = $derived(this.#of(this.#shown) ?? this.#score);
	besideLegend = $derived.by((): LegendSpec | null => {
		if (!this.beside || view.beside === null) return null;
		if (view.beside.what === 'indicator') return this.#of(this.#other);
		if (view.beside.what === 'score') return this.#score;
		const { layers } = locale.t;
		const [, of] = this.#score.title.split(' · ');
		// A saved plan may rest on other indicators: years and sources are on its own page.
		return { ...this.#score, title: `${layers.scenario(saved.name(view.beside.id) ?? '…')} · ${of ?? ''}`, note: layers.sameClasses, sources: [] };
	});

	/** The indicator on the map; `null` while it shows the score. */
	indicator = $derived(this.#shown.indicator);

	/** Makes sure that what both sides need is here or on its way; for an effect. */
	need() {
		if (view.show === null || view.beside?.what === 'score' || view.beside?.what === 'scenario') scores.need();
		this.#shown.need();
		this.#other.need();
		if (view.beside?.what === 'scenario') saved.need(view.beside.id);
	}

	/** What the map says of an area besides its score: the indicator on the map and the one beside it. */
	said(properties: Record<string, unknown>): { name: string; text: string }[] {
		const indicators = [this.#shown.indicator, this.#other.indicator].flatMap((one) => (one ? { name: locale.pick(one, 'name'), text: valueSaid(properties, one) } : []));
		if (view.beside?.what !== 'scenario') return indicators;
		const plan = saved.score(view.beside.id);
		if (!plan) return indicators;
		const { score, present } = scoreOf(properties, plan.terms);
		const assessed = present >= SOME - 1e-9 && plan.needed.every((id) => id in properties);
		return [...indicators, { name: locale.t.layers.scenario(saved.name(view.beside.id) ?? ''), text: assessed ? locale.t.layers.about(locale.f.number(score, 2, true)) : locale.t.common.missing }];
	}
}

export const layers = new Layers();
