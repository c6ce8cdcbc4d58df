/** Shapes of what surrounds a ranking: robustness, ways to find weights, equity. Field names are the server's. */
import type { Plan, Warning } from './types';

export type WeightChoice = 'around' | 'uniform' | 'ordinal';

export interface SensitivityRequest extends Plan {
	weights: WeightChoice;
	draws: number;
	seed: number;
	/** Largest relative change of a weight; only with `around`. */
	noise?: number;
	limit: number;
}

export interface Sensitivity {
	draws: number;
	seed: number;
	weights: WeightChoice | 'lattice';
	/** The K of `top_k`. */
	count: number;
	/** Share of the weightings in which a village takes rank 1, 2, …; villages that never come near the top are left out. */
	rank_acceptability: Record<string, number[]>;
	/** Share of the weightings in which a village is among the first `count`. */
	top_k: Record<string, number>;
	/** Mean of the weights that put a village first. */
	central_weights: Record<string, Record<string, number>>;
	/** The interval of each weight within which the first `count` stay the same; `null`: it does not matter. */
	stability: Record<string, [number, number] | null>;
	leave_one_out: Record<string, { average_rank_shift: number; replaced: number }>;
	warnings: Warning[];
}

/** A judgement that fits the others badly: `given` says how much more `first` matters than `second`. */
export interface Judgement {
	first: string;
	second: string;
	given: number;
	implied: number;
}

export interface Ahp {
	weights: Record<string, number>;
	lambda_max: number;
	consistency_index: number;
	consistency_ratio: number;
	random_index: { name: string; value: number };
	acceptable: boolean;
	worst: Judgement | null;
	judges: { consistency_ratio: number; acceptable: boolean; worst: Judgement | null }[];
}

/** Weights that the data suggest, or why they suggest none. */
export interface Suggested {
	weights: Record<string, number> | null;
	refused: string | null;
}

export interface Diagnostics {
	candidates: number;
	entropy: Suggested;
	critic: Suggested;
	pca: Suggested & { first_share: number | null };
	/** Pairs with |r| > 0.8 only. */
	correlations: { first: string; second: string; r: number }[];
	warnings: Warning[];
}

export type EquityLevel = 'province' | 'regency';

/** How even a distribution is: 0 is even. */
export interface Evenness {
	gini: number;
	hoover: number;
	/** Cumulative share of need and of designations, from [0, 0] to [1, 1]. */
	lorenz: [number, number][];
}

export interface EquityItem {
	code: string;
	name: string;
	need: number;
	need_year: number | null;
	designated: number;
	selected: number;
	/** Villages that a distribution by need would give, less those that are there. */
	gap_before: number;
	gap_after: number;
	hamilton: number;
	sainte_lague: number;
}

export interface Equity {
	level: EquityLevel;
	need_unit: string;
	before: Evenness | null;
	after: Evenness | null;
	items: EquityItem[];
	without_need: { code: string; name: string; designated: number; selected: number }[];
	warnings: Warning[];
}
