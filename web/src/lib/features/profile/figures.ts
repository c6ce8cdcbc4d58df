import type { AreaValue, ComparedArea, Indicator, ValueStatus } from '$lib/api';
import { firstYear, type StatedFigure } from '$lib/charts/timeline';

/** One stated figure: a row of the table of all of them. */
export interface Stated extends StatedFigure {
	indicator: string;
	area_code: string;
	source: string;
}

/** What is known of one indicator in an area. */
export interface Line {
	indicator: Indicator;
	value: number | null;
	year: number | null;
	fromYear: number | null;
	/** Months that it speaks of where they are no year. */
	period: string | null;
	status: ValueStatus | 'missing';
	/** The area that it is stated for; `null` where it is made from the area's parts, or not known. */
	statedFor: string | null;
	/** The parts that it is made from. */
	parts: { known: number; of: number; countsBy: string | null } | null;
	source: string | null;
	/** Other published figures of the same thing. */
	claims: AreaValue['claims'];
	/** What a rule imputes where nothing is published: it counts nowhere unless it is asked for. */
	imputed: Stated | null;
}

const nothing = { value: null, year: null, fromYear: null, period: null, statedFor: null, parts: null, source: null };

/**
 * One line for every indicator of the catalogue, whether anything is known of it or not: what is stated for the area or one
 * above it, else what its parts have together.
 */
export function linesOf(indicators: readonly Indicator[], values: readonly AreaValue[], compared: ComparedArea | null, stated: readonly Stated[]): Line[] {
	return indicators.map((indicator) => {
		const own = values.find((one) => one.id === indicator.id) ?? null;
		const origin = compared?.origins[indicator.id];
		const value = compared?.indicators[indicator.id] ?? null;
		const claims = own?.claims ?? [];
		if (own && own.value !== null) {
			return { indicator, value: own.value, year: own.year, fromYear: firstYear(own), period: own.period, status: own.status, statedFor: own.area_code, parts: null, source: own.source, claims, imputed: null };
		}
		if (origin && value !== null) {
			const parts = origin.parts === null ? null : { known: origin.parts_known ?? 0, of: origin.parts, countsBy: origin.counts_by };
			const whole = parts === null || parts.known === parts.of;
			return { indicator, value, year: origin.year, fromYear: origin.from_year, period: null, status: whole ? (origin.status as ValueStatus) : 'partial', statedFor: parts ? null : origin.stated_for, parts, source: null, claims, imputed: null };
		}
		const imputed = stated.find((one) => one.indicator === indicator.id && one.status === 'imputed' && one.value !== null) ?? null;
		return { ...nothing, indicator, status: own?.status ?? 'missing', source: own?.source ?? null, claims, imputed };
	});
}

/** Of which indicators the area itself has figures of two years or more, in the order of the catalogue. */
export function seriesOf(indicators: readonly Indicator[], stated: readonly Stated[], code: string): { indicator: Indicator; rows: Stated[] }[] {
	return indicators.flatMap((indicator) => {
		const rows = stated.filter((one) => one.indicator === indicator.id && one.area_code === code && one.value !== null);
		return new Set(rows.map((row) => row.year)).size > 1 ? [{ indicator, rows }] : [];
	});
}
