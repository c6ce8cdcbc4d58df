import type { Cell } from '$lib/api';
import type { PageCriterion } from './document/document';
import { scoreOfValues, SOME } from './score';

/** A village of which some figure is imputed. */
export interface ImputedVillage {
	code: string;
	/** Values of the criteria, imputed ones among them. */
	values: Readonly<Record<string, number | null>>;
	/** Indicators whose figure is imputed. */
	of: readonly string[];
}

/** What imputed figures would bring of one indicator. */
export interface Offer {
	indicator: string;
	villages: number;
	regencies: number;
}

const name = (id: string) => `"${id.replaceAll('"', '""')}"`;

/** The statement that lists the villages of which one of the indicators is known only by imputation. */
export function statementOf(indicators: readonly string[]): string {
	const only = (id: string) => `(w.${name(id)} IS NOT NULL AND v.${name(id)} IS NULL)`;
	const columns = indicators.map((id, i) => `w.${name(id)} AS v${i}, ${only(id)} AS i${i}`).join(', ');
	return `SELECT w.code, ${columns}\nFROM village_indicators_with_imputed w\nJOIN village_indicators v ON v.code = w.code\nWHERE ${indicators.map(only).join(' OR ')}`;
}

/** The villages in its answer. */
export function villagesOf(rows: readonly Record<string, Cell>[], indicators: readonly string[]): ImputedVillage[] {
	return rows.map((row) => ({
		code: String(row['code']),
		values: Object.fromEntries(indicators.map((id, i) => [id, typeof row[`v${i}`] === 'number' ? (row[`v${i}`] as number) : null])),
		of: indicators.filter((_, i) => row[`i${i}`] === true)
	}));
}

/** Villages and regencies that each indicator would gain, the largest gain first. */
export function offer(villages: readonly ImputedVillage[]): Offer[] {
	const found = new Map<string, { villages: number; regencies: Set<string> }>();
	for (const { code, of } of villages) {
		for (const indicator of of) {
			const one = found.get(indicator) ?? { villages: 0, regencies: new Set<string>() };
			one.villages += 1;
			one.regencies.add(code.slice(0, 5));
			found.set(indicator, one);
		}
	}
	return [...found].map(([indicator, one]) => ({ indicator, villages: one.villages, regencies: one.regencies.size })).sort((a, b) => b.villages - a.villages);
}

/** Everything that a candidate is asked for is known. */
export const hasAll = (values: Readonly<Record<string, number | null>>, needed: readonly string[]): boolean => needed.every((id) => !(id in values) || values[id] !== null);

/** The score of values, imputed ones among them; `null` where too little of the weight has a value. */
export function scoreOfImputed(values: Readonly<Record<string, number | null>>, criteria: readonly PageCriterion[]): number | null {
	const { score, present } = scoreOfValues(values, criteria);
	return present >= SOME - 1e-9 ? score : null;
}
