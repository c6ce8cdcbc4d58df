import { describe, expect, it } from 'vitest';
import { classOf, niceBreaks } from './palette';

describe('class breaks', () => {
	it('are round, even, and one less than the classes', () => {
		expect(niceBreaks(0.32, 0.66, 7)).toEqual([0.35, 0.4, 0.45, 0.5, 0.55, 0.6].map((value) => expect.closeTo(value, 10)));
		expect(niceBreaks(0, 100, 5)).toHaveLength(4);
	});
	it('are none where there is no range', () => {
		expect(niceBreaks(0.5, 0.5, 7)).toEqual([]);
		expect(niceBreaks(NaN, 1, 7)).toEqual([]);
	});
	it('belong to the class above them', () => {
		expect([0.1, 0.3, 0.59, 0.6, 0.9].map((value) => classOf(value, [0.3, 0.6]))).toEqual([0, 1, 1, 2, 2]);
	});
});
