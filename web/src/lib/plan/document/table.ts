/** The table that a plan reads: with imputed figures where nothing is published, or without them. */
export type VillageTable = 'village_indicators' | 'village_indicators_with_imputed';

/** The table of a plan or of its settings. Official plans leave imputed figures out. */
export function tableOf(plan: { include_imputed?: unknown }): VillageTable {
	return plan.include_imputed === true ? 'village_indicators_with_imputed' : 'village_indicators';
}

/** Settings that let imputed figures take part, or not: what is not let is not written. */
export function withImputed(settings: Readonly<Record<string, unknown>>, on: boolean): Record<string, unknown> {
	const { include_imputed: _, ...others } = settings;
	return on ? { ...others, include_imputed: true } : others;
}
