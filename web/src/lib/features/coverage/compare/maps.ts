import type { Geometry } from 'geojson';
import { api, type Cell, type ComparedMaps } from '$lib/api';
import type { NeedTime } from '../state';
import { mapStatements } from './statements';

/** A part of an area on its map. */
export interface MapPart {
	area: string;
	code: string;
	name: string;
	/** `null` where nothing is known. */
	value: number | null;
	geometry: Geometry | null;
}

/** What the maps of several areas are drawn from. */
export interface MapParts {
	/** What they show: what was asked for, or designated villages where that is known of no part. */
	series: string;
	/** Edges between the classes, of the whole country. */
	breaks: readonly number[];
	areas: MapPart[];
	/** Borders of the areas themselves, by code. */
	outlines: Map<string, Geometry | null>;
}

const shape = (cell: Cell | undefined): Geometry | null => (cell && typeof cell === 'object' ? (cell as Geometry) : null);
const NONE: ComparedMaps = { series: '', asked: '', unit: null, breaks: [], parts: [] };

/** Reads the parts of areas with what is known of each, and the borders. */
export async function loadMaps(codes: readonly string[], series: string, time: NeedTime, signal: AbortSignal): Promise<MapParts> {
	const { parts, outlines } = mapStatements(codes);
	const borders = async (statements: string[]) => {
		const rows = (await Promise.all(statements.map((sql) => api.sql({ sql, limit: 10_000 }, { signal })))).flatMap((one) => one.items);
		return new Map(rows.map((row) => [String(row['code']), shape(row['geometry'])]));
	};
	const [compared, inside, around] = await Promise.all([api.compare([...codes], { ...time, maps: series }, { signal }), borders(parts), borders(outlines)]);
	const maps = compared.maps ?? NONE;
	return { series: maps.series, breaks: maps.breaks, areas: maps.parts.map((part) => ({ ...part, geometry: inside.get(part.code) ?? null })), outlines: around };
}
