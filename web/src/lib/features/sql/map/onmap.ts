import type { Feature, Geometry, Point } from 'geojson';
import { LEVELS, levelOf, type Level } from '$lib/state/codes';
import { columnClass, numberOf, type ResultColumn, type ResultRow } from '../result/values';

/** How the rows of a result can be drawn. */
export type MapPlan =
	| { kind: 'geometry'; column: string }
	| { kind: 'points'; lon: string; lat: string }
	| { kind: 'codes'; column: string; level: Level };

/** What is drawn, and how many rows have no place. Each feature has the number of its row as id. */
export interface Drawn {
	features: Feature[];
	without: number;
}

const LON = ['lon', 'longitude', 'lng', 'bujur'];
const LAT = ['lat', 'latitude', 'lintang'];

/**
 * How a result can be drawn: by its own geometry, else by a pair of coordinate columns, else by the deepest column
 * of area codes (a village row also carries the codes of its district, regency and province). `null` when its rows
 * have no place.
 */
export function mapPlan(columns: readonly ResultColumn[], rows: readonly ResultRow[]): MapPlan | null {
	const geometry = columns.find((c) => columnClass(c.type) === 'geometry');
	if (geometry) return { kind: 'geometry', column: geometry.name };

	const named = (names: string[]) => columns.find((c) => names.includes(c.name.toLowerCase()))?.name;
	const lon = named(LON);
	const lat = named(LAT);
	if (lon && lat) return { kind: 'points', lon, lat };

	let best: { column: string; level: Level } | null = null;
	for (const { name } of columns) {
		const first = rows.find((row) => row[name] !== null && row[name] !== undefined)?.[name];
		const level = typeof first === 'string' ? levelOf(first) : null;
		if (level && (!best || LEVELS.indexOf(level) > LEVELS.indexOf(best.level))) best = { column: name, level };
	}
	return best && { kind: 'codes', ...best };
}

/** Features of the rows that have a place. */
export function placed(columns: readonly ResultColumn[], rows: readonly ResultRow[], order: readonly number[], place: (row: ResultRow) => Geometry | null): Drawn {
	const features: Feature[] = [];
	for (const id of order) {
		const row = rows[id];
		const geometry = row ? place(row) : null;
		if (row && geometry) features.push({ type: 'Feature', id, geometry, properties: properties(columns, row) });
	}
	return { features, without: order.length - features.length };
}

/** The point of a row with coordinates; `null` where they are missing or nowhere on Earth. */
export function pointOf(row: ResultRow, lon: string, lat: string): Point | null {
	const x = numberOf(row[lon]);
	const y = numberOf(row[lat]);
	if (x === null || y === null || Math.abs(x) > 180 || Math.abs(y) > 90) return null;
	return { type: 'Point', coordinates: [x, y] };
}

/** What colours a feature and is read of it: plain values, numbers as numbers. */
function properties(columns: readonly ResultColumn[], row: ResultRow): Record<string, unknown> {
	const found: Record<string, unknown> = {};
	for (const { name, type } of columns) {
		const value = row[name];
		if (columnClass(type) === 'number') found[name] = numberOf(value);
		else if (typeof value !== 'object' || value === null) found[name] = value;
	}
	return found;
}

const TABLE_OF: Record<Level, string> = {
	province: 'provinces',
	regency: 'regencies',
	district: 'districts',
	village: 'villages'
};

/** Codes beyond this are not listed one by one: the whole level is read, which is quicker. */
const LISTED = 500;

/**
 * The statement that says where areas lie: polygons, or points for villages (tens of thousands of their polygons would
 * not help a reader). It asks for the codes of the result, so that the rows on the map are the rows of the table,
 * whatever the statement of the reader would answer a second time.
 */
export function placesStatement(level: Level, codes: readonly string[]): { sql: string; params: Record<string, string[]>; limit: number } {
	const listed = codes.length <= LISTED;
	const place = level === 'village' ? 'lon, lat' : 'geometry';
	return {
		sql: `SELECT code, ${place} FROM ${TABLE_OF[level]}${listed ? ' WHERE code = ANY($codes)' : ''}`,
		params: listed ? { codes: [...codes] } : {},
		limit: listed ? Math.max(1, codes.length) : 100_000
	};
}

/** The places by code. */
export function placesOf(items: readonly ResultRow[]): Map<string, Geometry> {
	const places = new Map<string, Geometry>();
	for (const item of items) {
		const geometry = (item['geometry'] as Geometry | null | undefined) ?? pointOf(item, 'lon', 'lat');
		if (typeof item['code'] === 'string' && geometry) places.set(item['code'], geometry);
	}
	return places;
}
