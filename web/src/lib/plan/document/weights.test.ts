import { describe, expect, it } from 'vitest';
import { normalise, rebalance } from './weights';

const sum = (weights: number[]) => weights.reduce((a, b) => a + b, 0);

describe('weights', () => {
	it('always add up to one', () => {
		for (const value of [0, 0.1, 0.5, 0.999, 1]) expect(sum(rebalance([0.4, 0.3, 0.2, 0.1], 1, value))).toBeCloseTo(1, 12);
		expect(sum(normalise([2, 3, 5]))).toBeCloseTo(1, 12);
	});
	it('keep the proportions of the others', () => {
		const [a, , c, d] = rebalance([0.4, 0.3, 0.2, 0.1], 1, 0.65);
		expect(a).toBeCloseTo(0.2, 12);
		expect(c).toBeCloseTo(0.1, 12);
		expect(d).toBeCloseTo(0.05, 12);
	});
	it('share equally when the others have nothing', () => {
		expect(rebalance([1, 0, 0], 0, 0.5)).toEqual([0.5, 0.25, 0.25]);
		expect(normalise([0, 0])).toEqual([0.5, 0.5]);
	});
	it('leave a single criterion at one', () => {
		expect(rebalance([1], 0, 0.2)).toEqual([1]);
	});
});
