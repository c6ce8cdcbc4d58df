import type { ExpressionSpecification } from 'maplibre-gl';
import type { Ground } from '$lib/map/palette';
import { IMPUTED } from '$lib/plan/score';
import { featureId } from '$lib/state/codes';

/**
 * What many weightings say about a village (top-K acceptability, Lahdelma & Salminen 2001). Of one whose leading criterion is
 * not known they say nothing, however often it is in.
 */
export type Verdict = 'sure' | 'contested' | 'unknown' | 'out';

export const VERDICTS: readonly Verdict[] = ['sure', 'contested', 'unknown', 'out'];

/** From this share of the weightings on a village is surely in. */
export const SURE = 0.9;
/** Up to this share it is surely out. */
export const OUT = 0.1;

/** The verdict for a share of the weightings in which a village is among the first K; `known`: its leading criterion has a value. */
export function verdictOf(share: number, known = true): Verdict {
	if (!known) return share <= OUT ? 'out' : 'unknown';
	return share >= SURE ? 'sure' : share <= OUT ? 'out' : 'contested';
}

/** The colour of a verdict, as map, legend and list show it. */
export function colourOf(verdict: Verdict, colours: Ground): string {
	return verdict === 'unknown' ? colours.missing : colours[verdict];
}

/** Codes of the villages that are surely in, contested, or in without their leading criterion. */
export function byVerdict(topK: Readonly<Record<string, number>>, unknown: ReadonlySet<string> = new Set()): { sure: string[]; contested: string[]; unknown: string[] } {
	const found = { sure: [] as string[], contested: [] as string[], unknown: [] as string[] };
	for (const [code, share] of Object.entries(topK)) {
		const verdict = verdictOf(share, !unknown.has(code));
		if (verdict !== 'out') found[verdict].push(code);
	}
	return found;
}

/** What is not known: villages without their leading criterion, and that criterion where tiles hold it. */
export interface Unknown {
	villages: ReadonlySet<string>;
	lead: string | null;
}

/**
 * Colours of the areas by verdict, as paint of the map. Villages are matched by feature id; everything else, coarser
 * areas among it, wears the colour of “out”, and points say where the villages are. Contested ones also wear lines, and
 * areas without their leading criterion the hatch of missing data.
 */
export function verdictPaint(
	topK: Readonly<Record<string, number>>,
	colours: Ground,
	{ villages, lead }: Unknown = { villages: new Set(), lead: null }
): { colour: ExpressionSpecification | string; missing: ExpressionSpecification | number; partial: ExpressionSpecification | number } {
	const found = byVerdict(topK, villages);
	const ids = { sure: found.sure.map(featureId), contested: found.contested.map(featureId) };
	const branches = (['sure', 'contested'] as const).flatMap((verdict) => (ids[verdict].length ? [ids[verdict], colours[verdict]] : []));
	return {
		colour: branches.length ? (['match', ['id'], ...branches, colours.out] as ExpressionSpecification) : colours.out,
		missing: lead === null ? 0 : ['case', ['any', IMPUTED, ['has', lead]], 0, 1],
		partial: ids.contested.length ? (['match', ['id'], ids.contested, 1, 0] as ExpressionSpecification) : 0
	};
}
