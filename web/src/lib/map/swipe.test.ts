import { expect, it } from 'vitest';
import { moved } from './swipe';

const press = (share: number, key: string, shiftKey = false) => moved(share, { key, shiftKey });

it('the border between two maps goes where the keys of a slider say, and stays on the map', () => {
	expect([press(0.5, 'ArrowLeft'), press(0.5, 'ArrowRight'), press(0.5, 'ArrowRight', true), press(0.5, 'PageDown')]).toEqual([0.48, 0.52, 0.6, 0.4]);
	expect([press(0.5, 'Home'), press(0.5, 'End'), press(0.01, 'ArrowLeft'), press(0.99, 'ArrowUp')]).toEqual([0, 1, 0, 1]);
	expect(press(0.5, 'Enter')).toBeNull();
});
