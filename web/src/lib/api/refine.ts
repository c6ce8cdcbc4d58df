/** The types of the server's own description, and what it does not say yet. `schema.d.ts` is made by scripts/schema.js. */
import type { components, paths } from './schema';

export type Schema = components['schemas'];

/** Fields that an answer leaves out where there is nothing; every other field is always there. */
type LeftOut =
	| 'area'
	| 'candidates'
	| 'comment'
	| 'compromise'
	| 'confidence_factors'
	| 'distance_m'
	| 'dropped'
	| 'next_cursor'
	| 'pairwise_winning'
	| 'ranks'
	| 'reason'
	| 'total';

/**
 * An answer as the server writes it: a field without a value is `null`. The description calls such a field
 * optional as well, because its generator does so with every field that may be `null`.
 */
export type Written<T> = T extends readonly (infer Item)[]
	? Written<Item>[]
	: T extends object
		? { [K in keyof T as K extends LeftOut ? K : never]: Written<T[K]> } & { [K in keyof T as K extends LeftOut ? never : K]-?: Written<T[K]> }
		: T;

/** `T` with narrower types of some fields: what the description says in words or not at all. Anything but narrower is an error. */
export type Narrow<T, R extends { [K in keyof R]: K extends keyof T ? T[K] : never }> = Omit<T, keyof R> & R;

/** Parameters of a GET; one that is `null` is left out. */
export type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } }
	? { [K in keyof Q]: Q[K] | null }
	: never;

/** An interval, a pair of coordinates: the description says no more than “numbers”. */
export type Pair = [number, number];
