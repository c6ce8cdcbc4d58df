import { LEVELS, levelOf, type Level } from '$lib/state/codes';

/** Tile layer of a level, as the server names it. */
export const LAYER: Record<Level, 'provinces' | 'regencies' | 'districts' | 'villages'> = {
	province: 'provinces',
	regency: 'regencies',
	district: 'districts',
	village: 'villages'
};

/** From which zoom a level is coloured when nothing else decides. */
const FROM: Record<Level, number> = { province: 0, regency: 4.6, district: 6.9, village: 8.7 };

/** The level to colour at a zoom inside `area`: never coarser than the area's own children. */
export function levelAt(zoom: number, area: string | null): Level {
	let level: Level = 'province';
	for (const candidate of LEVELS) if (zoom >= FROM[candidate]) level = candidate;
	const child = childLevel(area);
	return LEVELS.indexOf(level) < LEVELS.indexOf(child) ? child : level;
}

/** From which zoom a village is larger than the cell that a tile of its zoom can tell apart. */
const VILLAGES_FROM = 6;

/**
 * The level that is drawn where `level` is asked for. Further out one pixel holds several villages and shows the colour of
 * whichever lies on top: there districts stand in for them, each with the means of its villages.
 */
export function drawnAt(level: Level, zoom: number): Level {
	return level === 'village' && zoom < VILLAGES_FROM ? 'district' : level;
}

/** The level below an area; a village's own level at the bottom, provinces in the country. */
export function childLevel(area: string | null): Level {
	const level = area === null ? null : levelOf(area);
	if (level === null) return 'province';
	return LEVELS[Math.min(LEVELS.indexOf(level) + 1, LEVELS.length - 1)] ?? 'village';
}
