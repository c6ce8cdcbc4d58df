import { describe, expect, it } from 'vitest';
import { classOf, evenBreaks, niceBreaks } from './palette';

describe('class breaks', () => {
	it('are round, even, and one less than the classes', () => {
		expect(niceBreaks(0.32, 0.66, 7)).toEqual([0.35, 0.4, 0.45, 0.5, 0.55, 0.6].map((value) => expect.closeTo(value, 10)));
		expect(niceBreaks(0, 100, 5)).toHaveLength(4);
	});
	it('are none where there is no range', () => {
		expect(niceBreaks(0.5, 0.5, 7)).toEqual([]);
		expect(niceBreaks(NaN, 1, 7)).toEqual([]);
	});
	it('hold equally many values each where they are asked to', () => {
		const skewed = Array.from({ length: 70 }, (_, i) => (i / 70) ** 2);
		const breaks = evenBreaks(skewed, 7);
		const sizes = skewed.reduce<number[]>((all, value) => ((all[classOf(value, breaks)] = (all[classOf(value, breaks)] ?? 0) + 1), all), []);
		expect(sizes).toHaveLength(7);
		expect(Math.min(...sizes)).toBeGreaterThan(4);
		expect(breaks).toEqual([...breaks].sort((a, b) => a - b));
	});
	it('are fewer where values repeat, and never beyond them', () => {
		expect(evenBreaks([1, 1, 1, 1, 1, 1], 7)).toEqual([]);
		expect(evenBreaks([], 7)).toEqual([]);
		expect(evenBreaks([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], 3).every((edge) => edge > 0.1 && edge < 0.6)).toBe(true);
	});
	it('belong to the class above them', () => {
		expect([0.1, 0.3, 0.59, 0.6, 0.9].map((value) => classOf(value, [0.3, 0.6]))).toEqual([0, 1, 1, 2, 2]);
	});
});
