/** A place: lon, lat in degrees (WGS 84). */
export type Place = [number, number];

/** An area that a reader asks about. */
export type Shape =
	/** Corners, the first not repeated. */
	| { what: 'polygon'; ring: Place[] }
	/** Everything within a distance of a place. */
	| { what: 'circle'; centre: Place; km: number }
	/** Everything within a distance of a line, on both sides and around its ends. */
	| { what: 'corridor'; line: Place[]; km: number };

export type Kind = Shape['what'];
export const KINDS: readonly Kind[] = ['polygon', 'circle', 'corridor'];

/** Corners at most: a statement with more would be too long for an address. */
export const MOST = 40;
/** The widest circle and corridor, in kilometres. */
export const WIDEST = 1000;

/** The text of a shape in an address: its kind, then numbers. */
export function writeShape(shape: Shape): string {
	const [places, km] = partsOf(shape);
	return `${shape.what}:${[...km, ...places.flat()].join(',')}`;
}

function partsOf(shape: Shape): [Place[], number[]] {
	switch (shape.what) {
		case 'polygon':
			return [shape.ring, []];
		case 'circle':
			return [[shape.centre], [shape.km]];
		case 'corridor':
			return [shape.line, [shape.km]];
	}
}

/** The shape of an address; `null` when it is none. */
export function readShape(text: string | null): Shape | null {
	const [what, list] = (text ?? '').split(':');
	const kind = KINDS.find((one) => one === what);
	if (!kind || !list) return null;
	const numbers = list.split(',').map((part) => (part.trim() === '' ? NaN : Number(part)));
	const km = kind === 'polygon' ? null : (numbers.shift() ?? NaN);
	if (numbers.length % 2) return null;
	const places = Array.from({ length: numbers.length / 2 }, (_, i): Place => [numbers[2 * i] ?? NaN, numbers[2 * i + 1] ?? NaN]);
	return shapeOf(kind, places, km);
}

/** The shape that these places make; `null` when they make none. */
export function shapeOf(kind: Kind, places: readonly Place[], km: number | null): Shape | null {
	const wide = km !== null && km > 0 && km <= WIDEST;
	if (!places.every(isPlace) || places.length > MOST) return null;
	const [centre] = places;
	if (kind === 'circle') return wide && centre && places.length === 1 ? { what: 'circle', centre, km } : null;
	if (kind === 'corridor') return wide && places.length >= 2 ? { what: 'corridor', line: [...places], km } : null;
	return places.length >= 3 ? { what: 'polygon', ring: [...places] } : null;
}

function isPlace([lon, lat]: Place): boolean {
	return Math.abs(lon) <= 180 && Math.abs(lat) <= 85;
}

/** Places as people write them, one a line: `116.35, -8.58`. `null` where a line is no place. */
export function readPlaces(text: string): Place[] | null {
	const lines = text.split('\n').filter((line) => line.trim());
	const places = lines.map((line) => line.trim().split(/[\s,;]+/).map(Number));
	return places.every((one) => one.length === 2 && one.every(Number.isFinite)) ? (places as Place[]) : null;
}

export function writePlaces(places: readonly Place[]): string {
	return places.map(([lon, lat]) => `${lon}, ${lat}`).join('\n');
}
