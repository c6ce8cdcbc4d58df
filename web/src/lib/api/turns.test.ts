import { describe, expect, it } from 'vitest';
import { inTurn } from './turns';

/** A piece of work that ends when it is told to. */
function piece() {
	let end = () => {};
	const done = new Promise<void>((resolve) => (end = resolve));
	return { end, done };
}

describe('turns of statements', () => {
	it('are taken by two at once, in order, and given on when one ends or fails', async () => {
		const begun: number[] = [];
		const pieces = [piece(), piece(), piece(), piece()];
		const all = pieces.map((one, i) =>
			inTurn(undefined, async () => {
				begun.push(i);
				await one.done;
				if (i === 0) throw new Error('broken');
				return i;
			})
		);
		const first = expect(all[0]).rejects.toThrow('broken');
		await Promise.resolve();
		expect(begun).toEqual([0, 1]);
		pieces[0]?.end();
		await first;
		await expect.poll(() => begun).toEqual([0, 1, 2]);
		for (const one of pieces) one.end();
		expect(await Promise.all(all.slice(1))).toEqual([1, 2, 3]);
	});

	it('are not used by what was called off while it waited', async () => {
		const [one, two] = [piece(), piece()];
		const others = [one, two].map((other) => inTurn(undefined, () => other.done));
		const off = new AbortController();
		let asked = false;
		const waited = inTurn(off.signal, async () => (asked = true));
		off.abort();
		const refused = expect(waited).rejects.toThrow();
		one.end();
		two.end();
		await refused;
		await Promise.all(others);
		expect(asked).toBe(false);
		expect(await inTurn(undefined, () => Promise.resolve('free'))).toBe('free');
	});
});
