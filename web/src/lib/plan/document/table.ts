/** The table that a plan reads: what is published, with imputed figures where nothing is, or means of three years. */
export type VillageTable = 'village_indicators' | 'village_indicators_with_imputed' | 'village_indicators_of_three_years';

/** The table of a plan or of its settings. Official plans leave imputed figures out. */
export function tableOf(plan: { include_imputed?: unknown; years?: unknown }): VillageTable {
	if (plan.years === 3) return 'village_indicators_of_three_years';
	return plan.include_imputed === true ? 'village_indicators_with_imputed' : 'village_indicators';
}

/** Settings that let imputed figures take part, or not: what is not let is not written. Means have none, so they end. */
export function withImputed(settings: Readonly<Record<string, unknown>>, on: boolean): Record<string, unknown> {
	const { include_imputed: _, years, ...others } = settings;
	return on ? { ...others, include_imputed: true } : { ...others, ...(years === undefined ? {} : { years }) };
}

/** Settings on means of three years, or on single years. Nothing is imputed for means. */
export function withMeans(settings: Readonly<Record<string, unknown>>, on: boolean): Record<string, unknown> {
	const { years: _, include_imputed, ...others } = settings;
	return on ? { ...others, years: 3 } : { ...others, ...(include_imputed === undefined ? {} : { include_imputed }) };
}

/** What decides which figures are read, left out. */
export function withoutFigures({ include_imputed: _, years: __, ...others }: Readonly<Record<string, unknown>>): Record<string, unknown> {
	return others;
}
