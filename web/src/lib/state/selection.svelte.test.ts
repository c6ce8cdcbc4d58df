import { beforeEach, describe, expect, it } from 'vitest';
import { selection } from './selection.svelte';

const [A, B, C] = ['52.01.01.2001', '52.01.01.2002', '35.07.01.2001'] as const;
beforeEach(() => {
	selection.clear();
	selection.enter(null);
});

describe('a village beside another', () => {
	it('is the next pick after one was sought, wherever it lies', () => {
		selection.enter('52.01');
		selection.pick(A);
		selection.seek(A);
		expect([selection.current, selection.seeking]).toEqual([null, A]);
		// Going elsewhere to find the other one does not lose the first.
		selection.enter('35.07.01');
		selection.pick(C);
		expect([selection.codes, selection.seeking]).toEqual([[A, C], null]);
	});
	it('can be added with Shift, and taken away again', () => {
		selection.pick(A);
		selection.pick(B, true);
		expect(selection.codes).toEqual([A, B]);
		selection.pick(B, true);
		expect(selection.codes).toEqual([A]);
	});
	it('is given up with one step back, which opens the first again', () => {
		selection.pick(A);
		selection.seek(A);
		expect(selection.up()).toBe(true);
		expect([selection.codes, selection.seeking]).toEqual([[A], null]);
		selection.up();
		expect(selection.codes).toEqual([]);
	});
	it('is never the village itself', () => {
		selection.pick(A);
		selection.seek(A);
		selection.pick(A);
		expect(selection.codes).toEqual([A]);
	});
});
