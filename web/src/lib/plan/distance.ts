/**
 * Kilometres between two points on the WGS 84 ellipsoid from the radii of curvature at their middle latitude
 * (Bowring 1981, as in cheap-ruler). Right to a few centimetres over the tens of kilometres that spacing is about.
 */
export function kilometres(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
	const RADIUS = 6378.137;
	const E2 = 0.00669437999014;
	const radian = Math.PI / 180;
	const cos = Math.cos(((a.lat + b.lat) / 2) * radian);
	const w2 = 1 / (1 - E2 * (1 - cos * cos));
	const w = Math.sqrt(w2);
	const dx = (a.lon - b.lon) * radian * RADIUS * w * cos;
	const dy = (a.lat - b.lat) * radian * RADIUS * w * w2 * (1 - E2);
	return Math.hypot(dx, dy);
}

/** Pairs that lie nearer than `limit` kilometres, nearest first. Sorted by latitude, so that few are looked at. */
export function tooNear<T extends { lon: number; lat: number }>(points: readonly T[], limit: number): { a: T; b: T; km: number }[] {
	const sorted = [...points].sort((a, b) => a.lat - b.lat);
	// A degree of latitude is at least 110.5 km.
	const reach = limit / 110.5;
	const found: { a: T; b: T; km: number }[] = [];
	sorted.forEach((a, i) => {
		for (let k = i + 1; k < sorted.length; k += 1) {
			const b = sorted[k] as T;
			if (b.lat - a.lat > reach) break;
			const km = kilometres(a, b);
			if (km < limit) found.push({ a, b, km });
		}
	});
	return found.sort((one, two) => one.km - two.km);
}
