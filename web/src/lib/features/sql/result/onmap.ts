import type { Feature, Geometry, Point } from 'geojson';
import { LEVELS, levelOf, type Level } from '$lib/state/codes';
import { columnClass, type ResultColumn, type ResultRow } from './grid';

/** How the rows of a result can be drawn. */
export type MapPlan =
	| { kind: 'geometry'; column: string }
	| { kind: 'points'; lon: string; lat: string }
	| { kind: 'codes'; column: string; level: Level };

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

/** Rows with coordinates as GeoJSON points, each with its row number as id; and how many rows had none. */
export function pointFeatures(
	rows: readonly ResultRow[],
	lon: string,
	lat: string
): { features: Feature<Point>[]; without: number } {
	const features: Feature<Point>[] = [];
	rows.forEach((row, id) => {
		const x = row[lon];
		const y = row[lat];
		if (typeof x !== 'number' || typeof y !== 'number' || Math.abs(x) > 180 || Math.abs(y) > 90) return;
		features.push({ type: 'Feature', id, geometry: { type: 'Point', coordinates: [x, y] }, properties: withoutObjects(row) });
	});
	return { features, without: rows.length - features.length };
}

/** Rows with a geometry column as GeoJSON features; and how many rows had none. */
export function geometryFeatures(rows: readonly ResultRow[], column: string): { features: Feature[]; without: number } {
	const features: Feature[] = [];
	rows.forEach((row, id) => {
		const geometry = row[column] as Geometry | null | undefined;
		if (geometry) features.push({ type: 'Feature', id, geometry, properties: withoutObjects(row) });
	});
	return { features, without: rows.length - features.length };
}

/** Properties for a popup: plain values only. */
function withoutObjects(row: ResultRow): ResultRow {
	return Object.fromEntries(Object.entries(row).filter(([, v]) => typeof v !== 'object' || v === null));
}

const TABLE_OF: Record<Level, string> = {
	province: 'provinces',
	regency: 'regencies',
	district: 'districts',
	village: 'villages'
};

/**
 * The statement around `sql` that gives each coded row its place: the polygon of an area, or the point of a village
 * (tens of thousands of village polygons would not help a reader).
 */
export function placedStatement(sql: string, column: string, level: Level): string {
	const inner = sql.trim().replace(/;\s*$/, '');
	const place = level === 'village' ? 'ST_Point(place.lon, place.lat)' : 'place.geometry';
	const key = column.replaceAll('"', '""');
	// The line end closes a trailing `--` comment of the inner statement.
	return `SELECT result.*, ${place} AS place_geometry\nFROM (\n${inner}\n) AS result\nJOIN ${TABLE_OF[level]} AS place ON place.code = result."${key}"`;
}
