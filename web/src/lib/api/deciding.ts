/** Shapes of what surrounds a ranking: robustness, ways to find weights, equity. */
import type { Narrow, Pair, Schema, Written } from './refine';

export type WeightChoice = Schema['WeightChoice'];
export type SensitivityRequest = Schema['SensitivityRequest'];
export type Sensitivity = Narrow<
	Written<Schema['SensitivityAnswer']>,
	/** The interval of each weight within which the first `count` stay the same; `null`: it does not matter. */
	{ stability: Record<string, Pair | null> }
>;

export type AhpRequest = Schema['AhpRequest'];
export type Ahp = Written<Schema['AhpAnswer']>;
export type Judgement = Schema['Judgement'];
export type OrderRequest = Schema['OrderRequest'];
export type OrderAnswer = Schema['OrderAnswer'];
export type Suggested = Written<Schema['Suggestion']>;
export type Diagnostics = Written<Schema['DiagnosticsAnswer']>;

/** The description has these values in words only. */
export type EquityLevel = 'province' | 'regency';
export type EquityRequest = Narrow<Schema['EquityRequest'], { level?: EquityLevel | null }>;
/** Points of a curve are share of need, share of designations. */
export type Evenness = Narrow<Schema['EquityMeasure'], { lorenz: Pair[] }>;
export type EquityItem = Written<Schema['EquityItem']>;
export type Equity = Narrow<
	Written<Schema['EquityAnswer']>,
	/** The level is `null` for rows of one's own. */
	{ level: EquityLevel | null; before: Evenness | null; after: Evenness | null }
>;
