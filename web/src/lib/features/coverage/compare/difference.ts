/** How a value stands to that of a larger area: counts as a share of it, rates and indices by how far they are from it. */
export type Standing = { kind: 'share'; value: number; whole: boolean } | { kind: 'difference'; value: number; whole: boolean };

/** A value to measure against, and whether it is known of the whole of its area. */
export interface Reference {
	value: number | null | undefined;
	whole: boolean;
}

/** `null` where either is not known, or where a share of nothing is asked for. */
export function standingOf(value: number | null | undefined, reference: Reference | null, counted: boolean): Standing | null {
	const against = reference?.value;
	if (reference === null || typeof value !== 'number' || typeof against !== 'number') return null;
	if (!counted) return { kind: 'difference', value: value - against, whole: reference.whole };
	return against > 0 ? { kind: 'share', value: value / against, whole: reference.whole } : null;
}
