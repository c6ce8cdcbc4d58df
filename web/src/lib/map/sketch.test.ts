import { expect, it } from 'vitest';
import { sketchOf } from './sketch';

it('an area that is being drawn is a point, then a line, then a line that closes', () => {
	const corners: [number, number][] = [[116, -8], [117, -8], [117, -9]];
	const lineOf = (n: number) => sketchOf([corners.slice(0, n)]).features.find((one) => one.geometry.type === 'LineString')?.geometry;
	expect(sketchOf([[]]).features).toEqual([]);
	expect(sketchOf([corners.slice(0, 1)]).features.map((one) => one.geometry)).toEqual([{ type: 'MultiPoint', coordinates: [[116, -8]] }]);
	expect(lineOf(2)).toEqual({ type: 'LineString', coordinates: corners.slice(0, 2) });
	expect(lineOf(3)).toEqual({ type: 'LineString', coordinates: [...corners, [116, -8]] });
});

it('a line does not close, and shows its corners only where they were set by hand', () => {
	const line: [number, number][] = [[116, -8], [117, -8], [117, -9]];
	expect(sketchOf([{ line, corners: true }]).features.map((one) => one.geometry)).toEqual([
		{ type: 'LineString', coordinates: line },
		{ type: 'MultiPoint', coordinates: line }
	]);
	expect(sketchOf([{ line, corners: false }]).features.map((one) => one.geometry.type)).toEqual(['LineString']);
});
