/**
 * A dictionary of one area of the application is written twice in one file: `id` gives the shape,
 * `en satisfies Dictionary<typeof id>` is checked against it. A missing or misspelt text does not compile.
 */
export type Dictionary<T> = {
	[K in keyof T]: T[K] extends string
		? string
		: T[K] extends (...args: infer A) => string
			? (...args: A) => string
			: Dictionary<T[K]>;
};
