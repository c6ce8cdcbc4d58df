import { describe, expect, it } from 'vitest';
import type { Indicator } from '$lib/api';
import { boxOf, capsules, circleRing, corridorOutline, degreeKm, distanceKm, holds } from './geometry';
import { MOST, readPlaces, readShape, shapeOf, writePlaces, writeShape, type Place, type Shape } from './shape';
import { addsUp, conditionOf, isTold, listStatement, sumStatement } from './statement';

const LINE: Place[] = [[116.1, -8.6], [116.4, -8.5], [116.45, -8.8]];
const SHAPES: Shape[] = [
	{ what: 'polygon', ring: [[116, -9], [116.5, -9], [116.2, -8.4]] },
	{ what: 'circle', centre: [116.35, -8.58], km: 12.5 },
	{ what: 'corridor', line: LINE, km: 4 }
];

/** Kilometres on the sphere of mean radius: another formula than the one that is tested. */
function haversine([lon1, lat1]: Place, [lon2, lat2]: Place): number {
	const r = Math.PI / 180;
	const h = Math.sin(((lat2 - lat1) * r) / 2) ** 2 + Math.cos(lat1 * r) * Math.cos(lat2 * r) * Math.sin(((lon2 - lon1) * r) / 2) ** 2;
	return 2 * 6371.0088 * Math.asin(Math.sqrt(h));
}

/** Kilometres from a place to a line, by walking along it. */
function fromLine(place: Place, line: readonly Place[]): number {
	const walked = line.slice(1).flatMap((to, i) => Array.from({ length: 201 }, (_, k): Place => {
		const from = line[i] as Place;
		return [from[0] + ((to[0] - from[0]) * k) / 200, from[1] + ((to[1] - from[1]) * k) / 200];
	}));
	return Math.min(...walked.map((one) => haversine(place, one)));
}

/** Places around the line, the same every time. */
const around = Array.from({ length: 40 * 40 }, (_, i): Place => [115.98 + (i % 40) * 0.0157, -8.92 + Math.floor(i / 40) * 0.0135]);

describe('a shape in the address', () => {
	it('comes back as it was', () => {
		for (const shape of SHAPES) expect(readShape(writeShape(shape))).toEqual(shape);
	});
	it('is refused when it is none', () => {
		for (const text of [null, '', 'square:1,2', 'polygon:1,2,3,4', 'polygon:1,2,3,4,5', 'circle:5,116', 'circle:-5,116,-8', 'circle:5,116,-8,117,-8', 'corridor:5,116,-8', 'circle:5,181,-8', 'circle:5,,-8', 'circle:2000,116,-8', 'polygon:a,b,c,d,e,f'])
			expect(readShape(text), String(text)).toBeNull();
		expect(shapeOf('corridor', Array.from({ length: MOST + 1 }, (_, i): Place => [100 + i / 10, 0]), 5)).toBeNull();
	});
	it('is read from lines of coordinates as people write them', () => {
		expect(readPlaces('116.35, -8.58\n\n116.4 -8.6\n116.5;-8.7')).toEqual([[116.35, -8.58], [116.4, -8.6], [116.5, -8.7]]);
		expect(readPlaces(writePlaces(LINE))).toEqual(LINE);
		expect(readPlaces('116.35')).toBeNull();
		expect(readPlaces('a, b')).toBeNull();
	});
});

describe('distances on the ellipsoid', () => {
	it('are those of the tables: a degree at the equator and at 45°', () => {
		expect(degreeKm(0)).toEqual([expect.closeTo(111.32, 2), expect.closeTo(110.574, 2)]);
		expect(degreeKm(45)).toEqual([expect.closeTo(78.847, 2), expect.closeTo(111.132, 2)]);
		expect(distanceKm([116, -8], [117, -8.5]) / haversine([116, -8], [117, -8.5])).toBeCloseTo(1, 2);
	});
	it('put every corner of a circle as far from its middle as it says', () => {
		for (const corner of circleRing([116.35, -8.58], 12.5)) expect(Math.abs(haversine([116.35, -8.58], corner) / 12.5 - 1)).toBeLessThan(0.007);
	});
});

describe('a corridor', () => {
	const rings = capsules(LINE, 4);
	it('holds what is within its distance of the line, and nothing else', () => {
		const wrong = around.filter((place) => {
			const km = fromLine(place, LINE);
			// The sphere of the check differs from the ellipsoid by half a percent.
			return Math.abs(km - 4) > 0.04 && km < 4 !== rings.some((ring) => holds(ring, place));
		});
		expect(wrong).toEqual([]);
		expect(around.filter((place) => rings.some((ring) => holds(ring, place))).length).toBeGreaterThan(150);
	});
	it('has one outline: no line of it lies inside', () => {
		const pieces = corridorOutline(LINE, 4);
		const middles = pieces.flatMap((piece) => piece.slice(1).map((to, i): Place => [((piece[i]?.[0] ?? 0) + to[0]) / 2, ((piece[i]?.[1] ?? 0) + to[1]) / 2]));
		expect(middles.length).toBeGreaterThan(30);
		for (const place of middles) expect(fromLine(place, LINE)).toBeGreaterThan(3.7);
	});
	it('lies in its box, which is as much wider than its line as it is', () => {
		const [west, south, east, north] = boxOf({ what: 'corridor', line: LINE, km: 4 });
		expect([haversine([west, -8.6], [116.1, -8.6]), haversine([116.4, north], [116.4, -8.5])].map((km) => Math.abs(km / 4 - 1) < 0.02)).toEqual([true, true]);
		expect(east > 116.45 && south < -8.8).toBe(true);
	});
	it('of a line that stands still has no piece there', () => {
		expect(capsules([[116, -8], [116, -8], [116.1, -8]], 1)).toHaveLength(1);
	});
});

describe('the statement of a shape', () => {
	const indicators = [
		{ id: 'area_km2', aggregate: 'sum', level: 'village' },
		{ id: 'poverty_pct', aggregate: 'mean', level: 'regency' }
	] as Indicator[];
	it('asks for what lies in it', () => {
		const [polygon, circle, corridor] = SHAPES.map(conditionOf);
		expect(polygon).toContain('POLYGON((116 -9, 116.5 -9, 116.2 -8.4, 116 -9))');
		expect(circle).toBe('ST_DistanceSpheroid(ST_Point(lon, lat), ST_Point(116.35, -8.58)) <= 12500');
		expect(corridor?.match(/ST_Contains/g)).toHaveLength(2);
		expect(listStatement(SHAPES[1] as Shape, ['idm', 'idm'])).toContain('lat, idm\nFROM');
	});
	it('adds up what villages have themselves, and means the rest', () => {
		const sql = sumStatement(SHAPES[1] as Shape, indicators);
		expect(sql).toContain('sum(area_km2) AS x0');
		expect(sql).toContain('avg(poverty_pct) AS x1');
		expect([addsUp({ aggregate: 'sum', level: 'regency' }), isTold({ aggregate: 'sum', level: 'regency' })]).toEqual([false, false]);
		expect(isTold({ aggregate: 'mean', level: 'regency' })).toBe(true);
	});
});
