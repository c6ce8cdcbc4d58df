import { parse } from '$lib/conditions/parse';
import { conditionWords } from '$lib/conditions/words';
import { locale } from '$lib/i18n/index.svelte';
import { indicatorName } from '$lib/i18n/names';
import { catalog } from '$lib/state/catalog.svelte';
import type { Change } from './diff';

/** A change in the reader's words. `from` and `to` are `null` where the subject says all. */
export interface Described {
	subject: string;
	from: string | null;
	to: string | null;
}

/** Who competes, in words; areas stand with their codes, as everywhere in the history. */
export function whereWords(where: string): string {
	const conditions = parse(where, (id) => catalog.byId.has(id));
	return conditions.map((one) => conditionWords(one, (code) => code)).join('; ') || locale.t.scenarios.plan.everyone;
}

/** Name of a setting or limit; limits of one area carry its code. */
export function settingName(path: string): string {
	const names = locale.t.scenarios.change.setting;
	if (names[path]) return names[path];
	const budget = /^budget\.(.+)$/.exec(path);
	if (budget) return `${names['budget']} (${budget[1]})`;
	const area = /^(per_regency|per_province)\.([\d.]+)\.(min|max)$/.exec(path);
	if (area) return `${names[`${area[1]}.${area[3]}`]} (${area[2]})`;
	const own = /^([^.]+)\.(.+)$/.exec(path);
	if (own?.[1] && catalog.byId.has(own[1])) return `${indicatorName(own[1])}: ${own[2]}`;
	return path;
}

/** Value of a setting as the reader's language writes it. */
export function settingValue(path: string, value: string | number | boolean | null): string {
	const t = locale.t.scenarios.change;
	if (value === null || value === '') return t.none;
	if (typeof value === 'boolean') return value ? t.yes : t.no;
	if (typeof value === 'string') return path === 'cost' || path === 'demand' ? indicatorName(value) : (t.value[value] ?? value);
	if (path.startsWith('budget.') || path === 'cost') return `Rp ${locale.f.number(value)}`;
	if (path === 'min_weight_present') return locale.f.percent(value, 1);
	return locale.f.number(value, 6);
}

const posts = (pair: [number, number] | null) => (pair ? `${locale.f.number(pair[0], 6)} – ${locale.f.number(pair[1], 6)}` : '–');
/** Weight as a share in percent, to a tenth. */
export const share = (value: number | null) => (value === null ? '–' : locale.f.percent(value, 1));

/** Says a change; `nameOf` knows villages by code. */
export function describeChange(change: Change, nameOf: (code: string) => string): Described {
	const t = locale.t.scenarios.change;
	const direction = (value: string | null) => (value === null ? '–' : value === 'cost' ? locale.t.scenarios.plan.cost : locale.t.scenarios.plan.benefit);
	switch (change.kind) {
		case 'weight': {
			const name = indicatorName(change.indicator);
			if (change.from === null) return { subject: t.added(name), from: null, to: share(change.to) };
			if (change.to === null) return { subject: t.removed(name), from: share(change.from), to: null };
			return { subject: t.weight(name), from: share(change.from), to: share(change.to) };
		}
		case 'goalposts':
			return { subject: t.goalposts(indicatorName(change.indicator)), from: posts(change.from), to: posts(change.to) };
		case 'direction':
			return { subject: t.direction(indicatorName(change.indicator)), from: direction(change.from), to: direction(change.to) };
		case 'order':
			return { subject: t.order, from: null, to: null };
		case 'where':
			return { subject: t.where, from: whereWords(change.from), to: whereWords(change.to) };
		case 'setting':
			return { subject: settingName(change.path), from: settingValue(change.path, change.from), to: settingValue(change.path, change.to) };
		case 'basket': {
			const count = (n: number) => t.villages(locale.f.number(n));
			return { subject: t.basket, from: count(change.from), to: `${count(change.to)} (+${locale.f.number(change.came)} −${locale.f.number(change.went)})` };
		}
		default: {
			const name = nameOf(change.id);
			const reason = (text: string) => text || locale.t.scenarios.plan.noReason;
			if (change.from === null) return { subject: change.kind === 'pin' ? t.pinned(name) : t.excluded(name), from: null, to: reason(change.to ?? '') };
			if (change.to === null) return { subject: change.kind === 'pin' ? t.unpinned(name) : t.unexcluded(name), from: null, to: null };
			return { subject: t.reason(name), from: reason(change.from), to: reason(change.to) };
		}
	}
}
