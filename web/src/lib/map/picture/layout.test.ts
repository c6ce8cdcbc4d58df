import { describe, expect, it } from 'vitest';
import { scaleBar, seen, wrap } from './layout';

describe('the scale bar', () => {
	it('is as long as a round distance, and no longer than its room', () => {
		expect(scaleBar(100, 110)).toEqual({ metres: 10_000, pixels: 100 });
		expect(scaleBar(100, 99)).toEqual({ metres: 5000, pixels: 50 });
		expect(scaleBar(1.7, 110)).toEqual({ metres: 100, pixels: expect.closeTo(58.82, 2) });
		for (const metres of [0.13, 7, 611.5, 9783.9]) {
			const bar = scaleBar(metres, 110);
			expect(bar.pixels).toBeLessThanOrEqual(110.001);
			expect(bar.pixels).toBeGreaterThan(110 / 2.51);
			expect(bar.pixels * metres).toBeCloseTo(bar.metres, 6);
		}
	});
	it('is none where nothing has a size', () => {
		expect(scaleBar(0, 110)).toEqual({ metres: 0, pixels: 0 });
		expect(scaleBar(NaN, 110)).toEqual({ metres: 0, pixels: 0 });
	});
});

it('a text is cut into lines between words, and loses none of them', () => {
	const text = 'Indeks Desa Membangun 2024, Kemendes PDTT melalui data.go.id';
	const lines = wrap(text, 20, (line) => line.length);
	expect(lines.join(' ')).toBe(text);
	expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(20);
	expect(wrap('satu_kata_yang_terlalu_panjang dua', 10, (line) => line.length)).toEqual(['satu_kata_yang_terlalu_panjang', 'dua']);
	expect(wrap('  ', 10, (line) => line.length)).toEqual([]);
});

it('a picture shows what no panel covers', () => {
	expect(seen({ width: 1366, height: 716 }, { top: 0, right: 308, bottom: 0, left: 300 })).toEqual({ left: 300, top: 0, width: 758, height: 716 });
});
