import type { Geometry } from 'geojson';
import { api, type Cell } from '$lib/api';
import { mapStatements, type Subject } from './statements';

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
	areas: MapPart[];
	/** Borders of the areas themselves, by code. */
	outlines: Map<string, Geometry | null>;
}

const shape = (cell: Cell | undefined): Geometry | null => (cell && typeof cell === 'object' ? (cell as Geometry) : null);

/** Reads the parts of areas with a value each, and the borders. */
export async function loadMaps(codes: readonly string[], subject: Subject, signal: AbortSignal): Promise<MapParts> {
	const { parts, outlines } = mapStatements(codes, subject);
	const ask = async (sql: string) => (await api.sql({ sql, limit: 10_000 }, { signal })).items;
	const [inside, around] = await Promise.all([Promise.all(parts.map(ask)), Promise.all(outlines.map(ask))]);
	return {
		areas: inside.flat().map((row) => ({ area: String(row['area']), code: String(row['code']), name: String(row['name']), value: typeof row['value'] === 'number' ? row['value'] : null, geometry: shape(row['geometry']) })),
		outlines: new Map(around.flat().map((row) => [String(row['code']), shape(row['geometry'])]))
	};
}
