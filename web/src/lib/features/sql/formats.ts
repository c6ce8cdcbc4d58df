import { api } from '$lib/api';
import type { paths } from '$lib/api/schema';
import { request, type Outcome } from './run.svelte';

/** The media types that the server describes for the rows of a statement. */
type MediaType = keyof paths['/api/v1/sql']['post']['responses'][200]['content'];

/** One of the formats that a result can be taken away in. */
export interface Format {
	name: string;
	extension: string;
	accept: string;
	/** Begins with a mark without which Excel does not read it as UTF-8. */
	bom?: boolean;
}

// Of every media type of the description: one that is missing here does not compile.
const NAMED: Record<MediaType, [name: string, extension: string]> = {
	'text/csv': ['CSV', 'csv'],
	'application/json': ['JSON', 'json'],
	'application/vnd.apache.arrow.stream': ['Arrow', 'arrows'],
	'application/vnd.apache.parquet': ['Parquet', 'parquet'],
	'application/geo+json': ['GeoJSON', 'geojson'],
	'application/flatgeobuf': ['FlatGeobuf', 'fgb'],
	'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['Excel', 'xlsx']
};

const EXCEL: Format = { name: 'Excel CSV', extension: 'csv', accept: 'text/csv', bom: true };

/** Formats that a result can be taken away in. */
export const FORMATS: readonly Format[] = Object.entries(NAMED).flatMap(([accept, [name, extension]]) => {
	const format = { name, extension, accept };
	return accept === EXCEL.accept ? [format, EXCEL] : [format];
});

/**
 * The rows of a finished run once more, as a file made by the server. Where the page shows the first rows only, files have all of
 * them; JSON has as many as the page, and says so.
 */
export function resultFile(outcome: Outcome, format: Format, signal: AbortSignal): Promise<Blob> {
	const { limit, ...whole } = request(outcome);
	const cut = !outcome.answer?.truncated || format.accept === 'application/json';
	return api.sqlFile(cut ? { ...whole, limit } : whole, format.accept, { signal, ...(format.bom && { query: { bom: true } }) });
}
