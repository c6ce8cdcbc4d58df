import { expect, it } from 'vitest';
import { placesOf } from './signs';

it('entries stand beside each other as long as there is room, and no text is cut', () => {
	expect(placesOf([100, 80, 60], 400)).toEqual([{ x: 0, row: 0 }, { x: 136, row: 0 }, { x: 252, row: 0 }]);
	expect(placesOf([100, 80, 60], 260)).toEqual([{ x: 0, row: 0 }, { x: 136, row: 0 }, { x: 0, row: 1 }]);
	expect(placesOf([500, 20], 260)).toEqual([{ x: 0, row: 0 }, { x: 0, row: 1 }]);
	expect(placesOf([], 260)).toEqual([]);
});
