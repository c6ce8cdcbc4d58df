import type { ExpressionSpecification } from 'maplibre-gl';
import type { Ground } from '$lib/map/palette';
import { featureId } from '$lib/state/codes';

/** What many weightings say about a village (top-K acceptability, Lahdelma & Salminen 2001). */
export type Verdict = 'sure' | 'contested' | 'out';

export const VERDICTS: readonly Verdict[] = ['sure', 'contested', 'out'];

/** From this share of the weightings on a village is surely in. */
export const SURE = 0.9;
/** Up to this share it is surely out. */
export const OUT = 0.1;

/** The verdict for a share of the weightings in which a village is among the first K. */
export function verdictOf(share: number): Verdict {
	return share >= SURE ? 'sure' : share <= OUT ? 'out' : 'contested';
}

/** Codes of the villages that are surely in and of those that are contested. */
export function byVerdict(topK: Readonly<Record<string, number>>): { sure: string[]; contested: string[] } {
	const found = { sure: [] as string[], contested: [] as string[] };
	for (const [code, share] of Object.entries(topK)) {
		const verdict = verdictOf(share);
		if (verdict !== 'out') found[verdict].push(code);
	}
	return found;
}

/**
 * Colours of the areas by verdict, as paint of the map. Villages are matched by feature id; everything else, coarser
 * areas among it, wears the colour of “out”, and points say where the villages are. Contested ones also wear lines.
 */
export function verdictPaint(topK: Readonly<Record<string, number>>, colours: Ground): { colour: ExpressionSpecification | string; missing: number; partial: ExpressionSpecification | number } {
	const found = byVerdict(topK);
	const ids = { sure: found.sure.map(featureId), contested: found.contested.map(featureId) };
	const branches = (['sure', 'contested'] as const).flatMap((verdict) => (ids[verdict].length ? [ids[verdict], colours[verdict]] : []));
	return {
		colour: branches.length ? (['match', ['id'], ...branches, colours.out] as ExpressionSpecification) : colours.out,
		missing: 0,
		partial: ids.contested.length ? (['match', ['id'], ids.contested, 1, 0] as ExpressionSpecification) : 0
	};
}
