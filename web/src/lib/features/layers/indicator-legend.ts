import { locale } from '$lib/i18n/index.svelte';
import { sourceSaid } from '$lib/i18n/said';
import { decimalsOf, type LegendSpec } from '$lib/map/legend';
import type { Level } from '$lib/state/codes';
import { valueOf, type Drawn } from './indicator';

/** What the colours of an indicator mean; for a `$derived`. */
export function indicatorLegend(indicator: Drawn, look: { colours: readonly string[]; breaks: readonly number[]; shown: Level; continuous: boolean; local: boolean; middle: number | null }): LegendSpec {
	const { layers: t, plan, common } = locale.t;
	const digits = decimalsOf(look.breaks);
	const unit = locale.f.unit(indicator.unit);
	const status = common.status[indicator.status ?? 'missing'] ?? '';
	return {
		title: `${locale.pick(indicator, 'name')} · ${look.shown === 'village' ? t.villages : t.means(common.level[look.shown])}${look.local ? ` · ${plan.legend.localClasses}` : ''}`,
		colours: look.colours,
		breaks: look.breaks,
		format: (value) => locale.f.number(value, digits, true),
		continuous: look.continuous,
		modelled: indicator.status !== 'observed',
		missing: common.missing,
		partial: null,
		note: [
			t.note(unit.charAt(0).toUpperCase() + unit.slice(1), String(indicator.year ?? '–'), status),
			indicator.level === 'village' ? '' : t.ofLevel(common.level[indicator.level]),
			look.middle === null ? '' : t.middle(locale.f.value(look.middle, indicator.unit, indicator.decimals))
		].join(' ').replace(/\s+/g, ' ').trim(),
		sources: indicator.source ? [sourceSaid(indicator.source)] : []
	};
}

/** The value of an area on the map in words: tiles tell a hundred steps apart and hold what lies beyond them as the last. */
export function valueSaid(properties: Record<string, unknown>, indicator: Drawn): string {
	const value = valueOf(properties, indicator);
	if (value === null) return locale.t.common.missing;
	const text = locale.f.value(value, indicator.unit, indicator.decimals);
	const step = properties[indicator.id];
	const { atMost, atLeast, about } = locale.t.layers;
	return step === 0 && value > (indicator.min ?? value) ? atMost(text) : step === 100 && value < (indicator.max ?? value) ? atLeast(text) : about(text);
}
