import { describe, expect, it } from 'vitest';
import { judge, judgement, matrixOf, pairsOf, placeOf, ratioOf } from './saaty';

describe("Saaty's scale", () => {
	it('goes from 1/9 over 1 to 9', () => {
		expect([-8, -1, 0, 1, 8].map(ratioOf)).toEqual([1 / 9, 1 / 2, 1, 2, 9]);
	});
	it('finds the place of every ratio on it, and the nearest for those between', () => {
		for (let place = -8; place <= 8; place += 1) expect(placeOf(ratioOf(place))).toBe(place);
		expect([2.7, 1 / 2.7, 40, 0.001].map(placeOf)).toEqual([2, -2, 8, -8]);
	});
});

describe('judgements', () => {
	it('read the same from both sides of a pair', () => {
		const all = judge({}, 'poverty', 'idm', 4);
		expect(judgement(all, 'poverty', 'idm')).toBe(4);
		expect(judgement(all, 'idm', 'poverty')).toBe(-4);
		expect(Object.is(judgement({}, 'poverty', 'idm'), 0)).toBe(true);
	});
	it('make a matrix that is reciprocal and has ones where nothing was said', () => {
		const matrix = matrixOf(['a', 'b', 'c'], judge(judge({}, 'a', 'b', 2), 'c', 'a', 4));
		expect(matrix).toEqual([
			[1, 3, 1 / 5],
			[1 / 3, 1, 1],
			[5, 1, 1]
		]);
		matrix.forEach((row, i) => row.forEach((value, j) => expect(value * (matrix[j]?.[i] ?? 0)).toBeCloseTo(1, 12)));
	});
	it('are n (n − 1) / 2', () => {
		expect(pairsOf(['a', 'b', 'c', 'd'])).toHaveLength(6);
	});
});
