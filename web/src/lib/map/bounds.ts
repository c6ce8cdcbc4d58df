import type { Feature } from 'geojson';

/** West, south, east, north of features in degrees; `null` when there is nothing to see. */
export function boundsOf(features: readonly Feature[]): [number, number, number, number] | null {
	let box: [number, number, number, number] | null = null;
	const visit = (node: unknown): void => {
		if (!Array.isArray(node)) return;
		const [x, y] = node as unknown[];
		if (typeof x === 'number' && typeof y === 'number') {
			box = box
				? [Math.min(box[0], x), Math.min(box[1], y), Math.max(box[2], x), Math.max(box[3], y)]
				: [x, y, x, y];
			return;
		}
		node.forEach(visit);
	};
	for (const { geometry } of features) {
		if (!geometry) continue;
		if (geometry.type === 'GeometryCollection') geometry.geometries.forEach((g) => 'coordinates' in g && visit(g.coordinates));
		else visit(geometry.coordinates);
	}
	return box;
}
