import { describe, expect, it } from 'vitest';
import type { CoverageClasses, CoverageRow } from '$lib/api';
import { diverging } from '$lib/map/palette';
import { drawnOf, legendOf, measureColours, risingColours } from './colours';
import { MEASURES } from './rows';

const classes: CoverageClasses = { gap: [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5], designated: [1, 2, 5], need: [10, 100, 1000, 5000, 9000, 20_000], per_1000: [0.5], expected: [], reached_pct: [20, 40, 60, 80], ltsa: [1] };
const row = (values: Partial<CoverageRow>) => ({ gap: null, need: null, designated: 0, ...values }) as CoverageRow;
const format = (value: number) => String(value);

it('puts exactly its share in the neutral middle, shortage and surplus on opposite sides', () => {
	for (const dark of [false, true]) {
		const { of, breaks, colours } = measureColours('gap', classes, dark);
		expect(colours).toHaveLength(breaks.length + 1);
		expect(of(0)).toBe(diverging(dark)[3]);
		expect(of(10)).toBe(diverging(dark)[0]);
		expect(of(-9.9)).toBe(diverging(dark)[6]);
	}
});

describe('what is filled and what the legend says', () => {
	it('are one class, of every measure and value', () => {
		for (const measure of MEASURES) {
			const colours = measureColours(measure, classes, false);
			const legend = legendOf(colours, format, 'alike');
			expect(new Set(legend.map((one) => one.colour)).size, measure).toBe(colours.breaks.length + 1);
			expect(legend.every((one) => one.text)).toBe(true);
			for (const [i, edge] of colours.breaks.entries()) {
				// The class above an edge begins at the edge itself.
				expect(legend.findIndex((one) => one.colour === colours.of(edge)), `${measure} ${edge}`).toBe(i + 1);
				expect(legend.findIndex((one) => one.colour === colours.of(edge - 1e-9)), `${measure} below ${edge}`).toBe(i);
			}
		}
	});

	it('name whole numbers, and say so where all are alike', () => {
		expect(legendOf(measureColours('designated', classes, false), format, '').map((one) => one.text)).toEqual(['0', '1', '2 – 4', '≥ 5']);
		expect(legendOf(measureColours('reached_pct', classes, false), format, '').map((one) => one.text)).toEqual(['< 20', '20 – 40', '40 – 60', '60 – 80', '≥ 80']);
		expect(legendOf(measureColours('expected', classes, false), format, 'alike')).toEqual([{ colour: risingColours([], false, false).of(7), text: 'alike' }]);
	});
});

it('a colour is of the class, whatever areas are listed', () => {
	const few = drawnOf('need', [row({ need: 50 })], classes, false);
	const many = drawnOf('need', [row({ need: 50 }), row({ need: 7000 }), row({ need: null })], classes, false);
	expect(few.colours.of(50)).toBe(many.colours.of(50));
	expect(few.measure).toBe('need');
});

it('what is known of no area gives way to designated villages, in their own classes', () => {
	const drawn = drawnOf('need', [row({ designated: 3 }), row({})], classes, false);
	expect(drawn.measure).toBe('designated');
	expect(drawn.colours.breaks).toEqual(classes.designated);
	expect(drawn.colours.of(3)).not.toBe(drawn.colours.of(0));
});
