import { expect, it } from 'vitest';
import { Loader } from './loader.svelte';

/** A read that ends when the test says so, as `fetch` does when its signal fires. */
function pending(signal: AbortSignal) {
	let answer: (value: string) => void = () => undefined;
	const promise = new Promise<string>((resolve, reject) => {
		answer = resolve;
		signal.addEventListener('abort', () => reject(new DOMException('called off', 'AbortError')));
	});
	return { promise, answer };
}

it('never lets a slow early answer overwrite a later one', async () => {
	const loader = new Loader<string>();
	const slow = loader.read((signal) => pending(signal).promise);
	await loader.read(async () => 'later');
	await slow;
	expect(loader.value).toBe('later');
	expect(loader.error).toBeNull();
	expect(loader.loading).toBe(false);
});

it('keeps the old value while it reads and when the read fails, and forgets the error after a success', async () => {
	const loader = new Loader<string>();
	await loader.read(async () => 'old');
	await loader.read(async () => Promise.reject(new Error('no')));
	expect(loader.value).toBe('old');
	expect(loader.error).toBeInstanceOf(Error);
	await loader.read(async () => 'new');
	expect([loader.value, loader.error]).toEqual(['new', null]);
});

it('is no error to be called off', async () => {
	const loader = new Loader<string>();
	const read = loader.read((signal) => pending(signal).promise);
	expect(loader.loading).toBe(true);
	loader.cancel();
	await read;
	expect([loader.value, loader.error, loader.loading]).toEqual([null, null, false]);
});
