import { describe, expect, it } from 'vitest';
import { breaksOf, naturalBreaks, roundest } from './classing';
import { classOf } from './palette';

/** Numbers that look like chance and are the same every time (a linear congruential generator). */
function numbers(n: number, seed = 7): number[] {
	let state = seed;
	return Array.from({ length: n }, () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648);
}
const ascending = (values: number[]) => values.toSorted((a, b) => a - b);

/** Sum of squared distances from the means of the classes. */
function spread(values: readonly number[], breaks: readonly number[]): number {
	const classes = Array.from({ length: breaks.length + 1 }, (_, i) => values.filter((value) => classOf(value, breaks) === i)).filter((own) => own.length);
	return classes.reduce((sum, own) => {
		const mean = own.reduce((a, b) => a + b, 0) / own.length;
		return sum + own.reduce((a, b) => a + (b - mean) ** 2, 0);
	}, 0);
}

/** The least spread of any way to cut the values into `n` classes, by trying them all. */
function leastSpread(values: readonly number[], n: number): number {
	const different = [...new Set(values)];
	const cuts = (from: number, left: number): number[][] =>
		left === 0 ? [[]] : different.flatMap((edge, i) => (i < from ? [] : cuts(i + 1, left - 1).map((rest) => [edge, ...rest])));
	return Math.min(...cuts(1, n - 1).map((edges) => spread(values, edges)));
}

describe('natural breaks', () => {
	it('have the least spread that any cut has', () => {
		for (const seed of [1, 2, 3, 4, 5]) {
			const values = ascending(numbers(16, seed).map((one) => Math.round(100 * one ** 2)));
			for (const n of [2, 3, 4]) expect(spread(values, naturalBreaks(values, n)), `${seed} ${n}`).toBeCloseTo(leastSpread(values, n), 6);
		}
	});
	it('find groups that lie apart, and name the roundest number between them', () => {
		expect(naturalBreaks([1, 1.1, 1.2, 10.3, 10.4, 99, 100, 101], 3)).toEqual([10, 50]);
		expect(naturalBreaks([-101, -100, 3, 4, 5], 2)).toEqual([0]);
	});
	it('count how often a value occurs', () => {
		const many = [...Array.from({ length: 50 }, () => 0), ...Array.from({ length: 50 }, () => 1), 2, 10];
		expect(naturalBreaks(many, 3).map((edge) => [edge > 0 && edge <= 1, edge > 2 && edge <= 10])).toEqual([
			[true, false],
			[false, true]
		]);
	});
	it('keep the differences of large numbers', () => {
		expect(naturalBreaks([1e9, 1e9 + 1, 1e9 + 50, 1e9 + 51], 2)).toEqual([1e9 + 50]);
	});
	it('are no more than there are different values, and none where there is but one', () => {
		expect(naturalBreaks([3, 3, 3], 5)).toEqual([]);
		expect(naturalBreaks([], 5)).toEqual([]);
		expect(naturalBreaks([1, 1, 2, 2], 7)).toHaveLength(1);
	});
	// Tried again: another program may take the core in the middle of it.
	it('of four times as many values take about four times as long, not the square of it', { retry: 4 }, () => {
		const least = (count: number) => {
			const values = ascending(numbers(count));
			const times = Array.from({ length: 5 }, () => {
				const begin = performance.now();
				naturalBreaks(values, 7);
				return performance.now() - begin;
			});
			return Math.min(...times);
		};
		least(7277);
		expect(least(7277) / least(1819)).toBeLessThan(11);
	});
});

describe('the roundest number between two', () => {
	it('belongs to the upper class', () => {
		expect(roundest(0.4711, 0.4732)).toBe(0.472);
		expect(roundest(3, 4)).toBe(4);
		expect(roundest(0.97, 1.04)).toBe(1);
		expect(roundest(-0.02, 0.03)).toBe(0);
		for (const [a = 0, b = 0] of Array.from({ length: 200 }, (_, i) => ascending(numbers(2, i + 1)))) {
			const found = roundest(a, b);
			expect(found > a && found <= b, `${a} ${found} ${b}`).toBe(true);
		}
	});
});

describe('classes', () => {
	const values = ascending(numbers(700).map((one) => one ** 3));
	it('of equal steps are equally wide', () => {
		const breaks = breaksOf('equal', values, 7);
		const widths = breaks.slice(1).map((edge, i) => edge - (breaks[i] ?? 0));
		expect(Math.max(...widths) - Math.min(...widths)).toBeLessThan(1e-9);
	});
	it('of quantiles hold about as many each', () => {
		const breaks = breaksOf('quantile', values, 5);
		const sizes = breaks.map((_, i) => values.filter((value) => classOf(value, breaks) === i).length);
		expect(Math.max(...sizes)).toBeLessThan(2 * 140);
	});
	it('by nature divide as the exact ones do, but for what lies within a five-hundredth of the range of an edge', () => {
		const [exact, read] = [naturalBreaks(values, 7), breaksOf('natural', values, 7)];
		expect(read).toHaveLength(exact.length);
		read.forEach((edge, i) => expect(Math.abs(edge - (exact[i] ?? 0))).toBeLessThanOrEqual(1 / 500));
		expect(Math.max(...read.map((edge) => String(edge).length))).toBeLessThanOrEqual(5);
	});
	it('around a middle lie as far below it as above, and the middle is in the middle class', () => {
		for (const middle of [0.25, 0.2537]) {
			const breaks = breaksOf('diverging', values, 7, middle);
			expect(breaks).toHaveLength(6);
			const step = (breaks[1] ?? 0) - (breaks[0] ?? 0);
			breaks.forEach((edge, i) => expect(Math.abs(edge - middle - (middle - (breaks.at(-1 - i) ?? 0)))).toBeLessThanOrEqual(step / 10 + 1e-9));
			expect(classOf(middle, breaks)).toBe(3);
		}
		expect(breaksOf('diverging', [0.25, 0.25], 7, 0.25)).toEqual([]);
		// Without a middle there is nothing to turn around.
		expect(breaksOf('diverging', values, 7)).toEqual(breaksOf('quantile', values, 7));
	});
});
