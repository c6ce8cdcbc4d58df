import { neededBy } from '$lib/conditions/condition';
import { parse } from '$lib/conditions/parse';
import { locale } from '$lib/i18n/index.svelte';
import { sourceSaid } from '$lib/i18n/said';
import { decimalsOf, type LegendSpec } from '$lib/map/legend';
import { imputed } from '$lib/plan/imputed.svelte';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import type { Level } from '$lib/state/codes';

/** What the colours of the score mean, for the plan on the screen; for a `$derived`. */
export function scoreLegend(look: { colours: readonly string[]; breaks: readonly number[]; shown: Level; continuous: boolean; local: boolean }): LegendSpec {
	const t = locale.t.plan.legend;
	const used = plan.criteria.flatMap((one) => catalog.byId.get(one.indicator) ?? []);
	/** Some of the weight has no figures in parts of the country. */
	const incomplete = used.some((one) => one.missing > 0.2 * (one.present + one.missing));
	const needed = neededBy(parse(plan.where, (id) => catalog.byId.has(id)));
	const digits = decimalsOf(look.breaks, 2);
	return {
		title: `${t.title} · ${look.shown === 'village' ? t.ofVillages : t.ofMeans(locale.t.common.level[look.shown])}${look.local ? ` · ${t.localClasses}` : ''}`,
		colours: look.colours,
		breaks: look.breaks,
		format: (value) => locale.f.number(value, digits, true),
		continuous: look.continuous,
		// The ramp wears stripes when criteria decide whose figures are not observed.
		modelled: plan.criteria.reduce((sum, one) => sum + (catalog.byId.get(one.indicator)?.status === 'observed' ? 0 : one.weight), 0) >= 0.5,
		// What a candidate is asked for has to be known.
		missing: needed.length ? locale.t.candidates.reach.short : locale.t.common.missing,
		partial: imputed.villages.size ? t.partialOrImputed : incomplete ? t.partial : null,
		note: t.note(yearsOf(used.flatMap((one) => one.year ?? []))),
		sources: [...new Set(used.flatMap((one) => one.source ?? []))].map(sourceSaid)
	};
}

function yearsOf(years: readonly number[]): string {
	const [first, last] = [Math.min(...years), Math.max(...years)];
	return years.length === 0 ? '–' : first === last ? String(first) : `${first}–${last}`;
}
