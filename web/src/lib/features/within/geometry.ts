import type { Place, Shape } from './shape';

/** Semi-major axis in metres and squared first eccentricity of WGS 84. */
const A = 6_378_137;
const E2 = 0.006_694_379_990_14;
const RADIANS = Math.PI / 180;

/** Kilometres that a degree of longitude and one of latitude span at a latitude, on the ellipsoid (Snyder 1987, 4-20 and 4-21). */
export function degreeKm(lat: number): [number, number] {
	const w = 1 - E2 * Math.sin(lat * RADIANS) ** 2;
	const north = (A * (1 - E2)) / w ** 1.5;
	const east = (A / Math.sqrt(w)) * Math.cos(lat * RADIANS);
	return [(east * RADIANS) / 1000, (north * RADIANS) / 1000];
}

/** The place so many kilometres from another, in a direction counted from east towards north. */
function away([lon, lat]: Place, km: number, angle: number): Place {
	const [east, north] = degreeKm(lat);
	return [round(lon + (km * Math.cos(angle)) / east), round(lat + (km * Math.sin(angle)) / north)];
}

/** A metre: what a hand on a map can mean. */
const round = (degrees: number) => Number(degrees.toFixed(5));

/** How far apart two places are, in kilometres; good to a part in a thousand over the distances that a hand draws. */
export function distanceKm(a: Place, b: Place): number {
	const [east, north] = degreeKm((a[1] + b[1]) / 2);
	return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}

/** The line around a circle, to be seen: what lies in it the server measures. */
export function circleRing(centre: Place, km: number, corners = 72): Place[] {
	return Array.from({ length: corners }, (_, i) => away(centre, km, (2 * Math.PI * i) / corners));
}

/** Corners of the half circle at each end of a corridor's piece. */
const HALF = 16;
/** An arc of chords lies within the circle by up to 1 − cos(π/32), half a percent: half of that on either side. */
const BETWEEN = 2 / (1 + Math.cos(Math.PI / HALF / 2));

/**
 * A corridor as polygons, one for each piece of its line: straight sides and round ends, so that together they are
 * everything within the distance of the line, to a quarter of a percent of it.
 */
export function capsules(line: readonly Place[], km: number): Place[][] {
	return line.slice(1).flatMap((to, i) => {
		const from = line[i];
		return from && (from[0] !== to[0] || from[1] !== to[1]) ? [capsule(from, to, km * BETWEEN)] : [];
	});
}

function capsule(from: Place, to: Place, km: number): Place[] {
	const [east, north] = degreeKm((from[1] + to[1]) / 2);
	const along = Math.atan2((to[1] - from[1]) * north, (to[0] - from[0]) * east);
	const half = (at: Place, start: number) => Array.from({ length: HALF + 1 }, (_, i) => away(at, km, start + (Math.PI * i) / HALF));
	return [...half(to, along - Math.PI / 2), ...half(from, along + Math.PI / 2)];
}

/** The line around a corridor: what of its polygons lies in no other of them, as pieces. */
export function corridorOutline(line: readonly Place[], km: number): Place[][] {
	const rings = capsules(line, km);
	const pieces: Place[][] = [];
	rings.forEach((ring, i) => {
		const others = rings.filter((_, k) => k !== i);
		let piece: Place[] = [];
		ring.forEach((corner, k) => {
			const next = ring[(k + 1) % ring.length] ?? corner;
			const middle: Place = [(corner[0] + next[0]) / 2, (corner[1] + next[1]) / 2];
			if (others.some((other) => holds(other, middle))) {
				if (piece.length) pieces.push(piece);
				piece = [];
			} else {
				if (!piece.length) piece.push(corner);
				piece.push(next);
			}
		});
		if (piece.length) pieces.push(piece);
	});
	return pieces;
}

/** West, south, east and north of a shape. */
export function boxOf(shape: Shape): [number, number, number, number] {
	const places = shape.what === 'polygon' ? shape.ring : shape.what === 'circle' ? circleRing(shape.centre, shape.km) : capsules(shape.line, shape.km).flat();
	const of = (axis: 0 | 1, most: (...values: number[]) => number) => most(...places.map((place) => place[axis]));
	return [of(0, Math.min), of(1, Math.min), of(0, Math.max), of(1, Math.max)];
}

/** True when a place lies in a ring (crossing number). */
export function holds(ring: readonly Place[], [x, y]: Place): boolean {
	let inside = false;
	ring.forEach(([x1, y1], i) => {
		const [x2, y2] = ring[(i + 1) % ring.length] ?? [x1, y1];
		if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
	});
	return inside;
}
