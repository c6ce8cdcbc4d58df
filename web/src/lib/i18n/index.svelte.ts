import { settings } from '$lib/state/settings.svelte';
import * as basket from './basket';
import * as candidates from './candidates';
import * as common from './common';
import * as compared from './compared';
import * as comparison from './comparison';
import * as coverage from './coverage';
import * as data from './data';
import * as decree from './decree';
import * as equity from './equity';
import { makeFormats } from './format';
import * as layers from './layers';
import * as lists from './lists';
import * as people from './people';
import * as plan from './plan';
import * as profile from './profile';
import * as proposals from './proposals';
import * as limits from './limits';
import * as registry from './registry';
import * as robustness from './robustness';
import * as scenarios from './scenarios';
import * as secondOpinion from './second-opinion';
import * as sql from './sql';
import * as weighing from './weighing';
import * as within from './within';

const id = {
	common: common.id,
	plan: plan.id,
	people: people.id,
	candidates: candidates.id,
	layers: layers.id,
	limits: limits.id,
	basket: basket.id,
	scenarios: scenarios.id,
	decree: decree.id,
	robustness: robustness.id,
	secondOpinion: secondOpinion.id,
	weighing: weighing.id,
	equity: equity.id,
	comparison: comparison.id,
	compared: compared.id,
	coverage: coverage.id,
	sql: sql.id,
	within: within.id,
	data: data.id,
	lists: lists.id,
	profile: profile.id,
	proposals: proposals.id,
	registry: registry.id
};
const en: typeof id = {
	common: common.en,
	plan: plan.en,
	people: people.en,
	candidates: candidates.en,
	layers: layers.en,
	limits: limits.en,
	basket: basket.en,
	scenarios: scenarios.en,
	decree: decree.en,
	robustness: robustness.en,
	secondOpinion: secondOpinion.en,
	weighing: weighing.en,
	equity: equity.en,
	comparison: comparison.en,
	compared: compared.en,
	coverage: coverage.en,
	sql: sql.en,
	within: within.en,
	data: data.en,
	lists: lists.en,
	profile: profile.en,
	proposals: proposals.en,
	registry: registry.en
};

/** The languages of the application. Indonesian is the default. */
export type Lang = 'id' | 'en';

/** The texts and number formats of the reader's language; reading them in a component follows a switch. */
class Locale {
	/** `id` or `en`. */
	lang = $derived<Lang>(settings.lang);
	/** The dictionary: `locale.t.common.close`. */
	t = $derived(this.lang === 'en' ? en : id);
	/** Numbers and dates as the language writes them: `locale.f.number(83762)`. */
	f = $derived(makeFormats(this.lang));

	/** The field of a bilingual record, e.g. `pick(indicator, 'name')` reads `name_id` or `name_en`. */
	pick<K extends string>(record: Partial<Record<`${K}_id` | `${K}_en`, string | null>>, field: K): string {
		const wanted = record[`${field}_${this.lang}` as `${K}_id` | `${K}_en`];
		return wanted || record[`${field}_id` as `${K}_id`] || record[`${field}_en` as `${K}_en`] || '';
	}
}

export const locale = new Locale();
