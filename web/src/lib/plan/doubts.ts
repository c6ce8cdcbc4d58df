import type { AreaValue } from '$lib/api';

/** What a reader has to know of figures before they trust a list that rests on them; the gravest first. */
export const KINDS = ['missing', 'partial', 'imputed', 'contradicted', 'modelled', 'averaged'] as const;
export type DoubtKind = (typeof KINDS)[number];

/** A published figure that another one contradicts. */
export interface Contradiction {
	area: string;
	/** Name of the area. */
	name: string;
	indicator: string;
	/** The year that both speak of. */
	year: number | null;
}

/** A village as far as doubting goes: its figures, and which of them are imputed. */
export interface Doubted {
	code: string;
	values: readonly Pick<AreaValue, 'id' | 'value' | 'year' | 'status' | 'area_code'>[];
	imputed: readonly string[];
}

export interface Doubt {
	kind: DoubtKind;
	indicator: string;
	/** How many villages it is about. */
	villages: number;
	/** Areas whose figures contradict each other. */
	areas: readonly string[];
}

/** Figures that rest on another one: what is doubtful of that is doubtful of them. */
const RESTS_ON: Readonly<Record<string, string>> = { pmi_per_1000: 'pmi_placed' };

/** What is doubtful of the criteria of villages, each kind and criterion once. */
export function doubtsOf(villages: readonly Doubted[], criteria: readonly string[], contradictions: readonly Contradiction[]): Doubt[] {
	const found = new Map<string, { kind: DoubtKind; indicator: string; villages: number; areas: Set<string> }>();
	const add = (kind: DoubtKind, indicator: string, areas: readonly string[] = []) => {
		const one = found.get(`${kind} ${indicator}`) ?? { kind, indicator, villages: 0, areas: new Set<string>() };
		one.villages += 1;
		for (const area of areas) one.areas.add(area);
		found.set(`${kind} ${indicator}`, one);
	};
	for (const village of villages) {
		for (const indicator of criteria) {
			const kind = kindOf(village, indicator);
			if (kind) add(kind, indicator);
			// Only the very figure in use: of that year, and stated for that area.
			const value = village.values.find((one) => one.id === indicator);
			const against = contradictions.filter((one) => one.area === value?.area_code && one.year !== null && one.year === value.year && (one.indicator === indicator || one.indicator === RESTS_ON[indicator]));
			if (against.length) add('contradicted', indicator, against.map((one) => one.name));
		}
	}
	return [...found.values()]
		.map((one) => ({ ...one, areas: [...one.areas] }))
		.sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || criteria.indexOf(a.indicator) - criteria.indexOf(b.indicator));
}

function kindOf({ values, imputed }: Doubted, indicator: string): DoubtKind | null {
	if (imputed.includes(indicator)) return 'imputed';
	const of = (id: string) => values.find((one) => one.id === id && one.value !== null);
	const value = of(indicator);
	if (!value) return of(RESTS_ON[indicator] ?? '')?.status === 'partial' ? 'partial' : 'missing';
	return value.status === 'partial' || value.status === 'modelled' || value.status === 'averaged' ? value.status : null;
}
