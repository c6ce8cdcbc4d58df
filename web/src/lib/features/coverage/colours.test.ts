import { expect, it } from 'vitest';
import { DIVERGING } from '$lib/map/palette';
import { measureColours } from './colours';

it('puts exactly its share in the neutral middle, shortage and surplus on opposite sides', () => {
	const { of, breaks, colours } = measureColours('gap', [-9, -4, -1, 0, 2, 5, 10], false);
	expect(colours).toHaveLength(breaks.length + 1);
	expect(of(0)).toBe(DIVERGING[3]);
	expect(of(10)).toBe(DIVERGING[0]);
	expect(of(-9.9)).toBe(DIVERGING[6]);
});

it('has one colour when there is nothing to tell apart', () => {
	expect(measureColours('gap', [null, 0], false).colours).toHaveLength(1);
	expect(measureColours('need', [null, 7], true).colours).toHaveLength(1);
});
