import { describe, expect, it } from 'vitest';
import { histogramBins, quantileBreaks, zeroAxis } from './scales';

describe('zeroAxis', () => {
	it('starts at zero even when all values are far from it', () => {
		const axis = zeroAxis([90, 95, 100], 200);
		expect(axis.zero).toBe(0);
		expect(axis.bar(50).x).toBe(0);
		expect(axis.bar(50).width).toBeCloseTo(100);
	});

	it('draws negative values to the left of zero', () => {
		const axis = zeroAxis([-10, 10], 100);
		expect(axis.zero).toBeCloseTo(50);
		expect(axis.bar(-10)).toEqual({ x: 0, width: 50 });
		expect(axis.bar(10)).toEqual({ x: 50, width: 50 });
	});

	it('survives having nothing but missing values', () => {
		const axis = zeroAxis([null, undefined], 100);
		expect(axis.zero).toBe(0);
		expect(axis.bar(0).width).toBe(0);
	});
});

describe('histogramBins', () => {
	it('draws unequal bins as wide as they are and scales heights to the fullest bin', () => {
		const bins = histogramBins([0, 1, 4], [2, 8], 100, 40);
		expect(bins.map((b) => b.width)).toEqual([25, 75]);
		expect(bins.map((b) => b.height)).toEqual([10, 40]);
	});

	it('draws nothing when edges and counts do not fit together', () => {
		expect(histogramBins([0, 1], [1, 2], 100, 40)).toEqual([]);
	});
});

describe('quantile classes', () => {
	it('never makes an empty class out of repeated values', () => {
		expect(quantileBreaks([0, 0, 0, 0, 5, 9], 5)).toEqual([5]);
		expect(quantileBreaks([null, 3, 3], 5)).toEqual([]);
	});
});
