import { locale } from '$lib/i18n/index.svelte';
import { indicatorName } from '$lib/i18n/names';
import { catalog } from '$lib/state/catalog.svelte';
import { programmes } from '$lib/state/programmes.svelte';
import type { Condition } from './condition';

/** A condition in the reader's language, as the rest of a sentence. `nameOf` knows areas by code. */
export function conditionWords(condition: Condition, nameOf: (code: string) => string): string {
	const t = locale.t.candidates.words;
	const list = (all: readonly string[]) => all.join(t.or);
	switch (condition.what) {
		case 'kind':
			return t.kind(list(condition.kinds.map((kind) => locale.t.common.kind[kind] ?? kind)));
		case 'designated':
			return condition.is ? t.designated : t.notDesignated;
		case 'programme':
			return (condition.is ? t.inProgramme : t.notInProgramme)(programmes.name(condition.programme));
		case 'area':
			return (condition.inside ? t.inside : t.outside)(list(condition.codes.map(nameOf)));
		case 'range': {
			const name = indicatorName(condition.indicator);
			const { low, high } = condition;
			if (low !== null && high !== null) return t.between(name, valueWords(condition.indicator, low), valueWords(condition.indicator, high));
			return low !== null ? t.least(name, valueWords(condition.indicator, low)) : high !== null ? t.most(name, valueWords(condition.indicator, high)) : t.known(name);
		}
		case 'known':
			return (condition.known ? t.known : t.unknown)(indicatorName(condition.indicator));
		case 'drawn':
			return t.drawn(locale.f.number(condition.ring.length));
		case 'sql':
			return t.sql(condition.sql.trim());
	}
}

/** What keeps a village out: what is asked for, and what the village has. `row` is its row of `village_indicators`. */
export function keptOutWords(condition: Condition, row: Readonly<Record<string, unknown>>, nameOf: (code: string) => string): string {
	const t = locale.t.candidates;
	return t.kept(conditionWords(condition, nameOf), hasWords(condition, row));
}

function hasWords(condition: Condition, row: Readonly<Record<string, unknown>>): string {
	const t = locale.t.candidates.has;
	switch (condition.what) {
		case 'kind':
			return t.kind(locale.t.common.kind[String(row['kind'])] ?? String(row['kind']));
		case 'designated':
			return condition.is ? t.notDesignated : t.designated;
		case 'programme':
			return condition.is ? t.notInProgramme : t.inProgramme;
		case 'range': {
			const value = row[condition.indicator];
			return typeof value === 'number' ? t.value(valueWords(condition.indicator, value)) : t.unknown;
		}
		case 'known':
			return condition.known ? t.unknown : t.known;
		case 'area':
		case 'drawn':
			return t.elsewhere;
		case 'sql':
			return t.not;
	}
}

/** A value of an indicator with its unit; a limit that somebody typed keeps its decimals. */
function valueWords(id: string, value: number): string {
	const indicator = catalog.byId.get(id);
	const typed = (String(value).split('.')[1] ?? '').length;
	return locale.f.value(value, indicator?.unit ?? '', Math.min(3, Math.max(indicator?.decimals ?? 1, typed)));
}
