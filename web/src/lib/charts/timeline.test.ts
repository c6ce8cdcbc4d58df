import { describe, expect, it } from 'vitest';
import { domainOf, lastOf, pointsOf, stepsOf, type TimePoint } from './timeline';

const point = (year: number, value: number, more: Partial<TimePoint> = {}): TimePoint => ({ from: year, year, value, sure: true, low: null, high: null, how: '', ...more });

describe('the axes of a series', () => {
	it('begin at zero where the figures come near to it, and near the figures where they do not', () => {
		expect(domainOf([[point(2019, 200), point(2021, 1000)]])).toEqual({ years: [2019, 2021], values: [0, 1000] });
		const [low] = domainOf([[point(2019, 68.2), point(2021, 71.9)]])?.values ?? [0];
		expect(low).toBeGreaterThan(60);
	});
	it('hold every area, bounds and means of several years', () => {
		const mean = point(2022, 5, { from: 2007 });
		const imputed = point(2024, 40, { low: 10, high: 90, sure: false });
		expect(domainOf([[mean], [imputed]])).toEqual({ years: [2007, 2024], values: [0, 100] });
	});
	it('have room for a single year, and there are none without a figure', () => {
		expect(domainOf([[point(2021, 0)]])).toEqual({ years: [2020, 2022], values: [0, 1] });
		expect(domainOf([[], []])).toBeNull();
	});
});

it('joins single years only, and says where years between them are not known', () => {
	const points = [point(2021, 3), point(2018, 1), point(2019, 2), point(2022, 9, { from: 2007 }), point(2024, 8, { low: 1, high: 9 })];
	expect(stepsOf(points).map(({ from, to, gap }) => [from.year, to.year, gap])).toEqual([
		[2018, 2019, false],
		[2019, 2021, true]
	]);
	expect(lastOf(points)?.year).toBe(2024);
	expect(lastOf([])).toBeNull();
});

it('makes points that tell sure figures from others, with the years of a mean, and leaves out what has no value', () => {
	const row = { year: 2019, value: 5, status: 'observed', period: null, lower: null, upper: null };
	const mean = { ...row, year: 2022, status: 'averaged', period: '2007-01/2022-06' };
	expect(pointsOf([row, mean, { ...row, value: null }], (status) => `(${status})`)).toEqual([
		{ from: 2019, year: 2019, value: 5, sure: true, low: null, high: null, how: '(observed)' },
		{ from: 2007, year: 2022, value: 5, sure: false, low: null, high: null, how: '(averaged)' }
	]);
});
