import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { paper } from './paper';

const print = vi.fn();
beforeEach(() => {
	vi.useFakeTimers();
	vi.stubGlobal('window', { print });
});
afterEach(() => {
	print.mockClear();
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

it('prints at once where nothing is being drawn', async () => {
	await paper.print();
	expect(print).toHaveBeenCalledOnce();
});

it('waits until the last map is drawn', async () => {
	const [one, two] = [{}, {}];
	paper.set(one, true);
	paper.set(two, true);
	const done = paper.print();
	paper.set(one, false);
	await vi.advanceTimersByTimeAsync(1000);
	expect(print).not.toHaveBeenCalled();
	paper.set(two, false);
	await done;
	expect(print).toHaveBeenCalledOnce();
});

it('prints what there is when a map never ends', async () => {
	const map = {};
	paper.set(map, true);
	const done = paper.print();
	await vi.advanceTimersByTimeAsync(10_000);
	await done;
	expect(print).toHaveBeenCalledOnce();
	paper.set(map, false);
});
