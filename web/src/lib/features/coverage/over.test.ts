import { expect, it } from 'vitest';
import { pointsOver, roundLines } from './over';

const over = { designated: [1, 1, 4], gap: [0.5, 0.5, -1], reached_pct: null };

it('has a point for each round, and none where nothing is known', () => {
	expect(pointsOver([2016, 2017, 2019], over, 'gap', 'x').map((point) => [point.year, point.value])).toEqual([[2016, 0.5], [2017, 0.5], [2019, -1]]);
	expect(pointsOver([2016, 2017, 2019], over, 'reached_pct', 'x')).toEqual([]);
});

it('says what each round brought; villages without a year are of none', () => {
	const lines = roundLines([2016, 2017, 2019], over, 1);
	expect(lines.map((line) => line.added)).toEqual([0, 0, 3]);
	expect(lines[2]).toEqual({ year: 2019, added: 3, total: 4, gap: -1, reached: null });
});
