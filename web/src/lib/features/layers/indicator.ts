import type { ExpressionSpecification } from 'maplibre-gl';
import type { Indicator } from '$lib/api';
import type { Paint } from '$lib/map/controller';
import { rampStops } from '$lib/plan/score';
import { valueAt, valueExpression } from '$lib/plan/stops';

/** An indicator whose values are in the tiles, as integers with stops in its own unit. */
export type Drawn = Indicator & { tile: NonNullable<Indicator['tile']> };

/** An indicator that the map can show: one that some village has a value of. */
export function isDrawn(indicator: Indicator | undefined): indicator is Drawn {
	return !!indicator?.tile;
}

/** The value in an area's tile, in the indicator's unit; `null` where it has none. */
export function valueOf(properties: Record<string, unknown>, { id, tile }: Drawn): number | null {
	const step = properties[id];
	return typeof step === 'number' ? valueAt(tile.stops, step) : null;
}

/** Colours by class, or continuous between their middles; without a value the colour of missing data and its hatch. */
export function indicatorPaint({ id, tile }: Drawn, breaks: readonly number[], colours: readonly string[], missing: string, continuous: boolean): Paint {
	const value = valueExpression(id, tile.stops);
	const first = colours[0] ?? missing;
	let scale: unknown[] | string = first;
	if (breaks.length && continuous) scale = ['interpolate', ['linear'], value, ...rampStops(breaks, colours).flat()];
	else if (breaks.length) scale = ['step', value, first, ...breaks.flatMap((edge, i) => [edge, colours[i + 1] ?? first])];
	return {
		colour: ['case', ['has', id], scale, missing] as ExpressionSpecification,
		missing: ['case', ['has', id], 0, 1]
	};
}
