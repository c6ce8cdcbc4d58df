import { isAbort } from '$lib/api';

/**
 * One thing that a page reads from the server: the value, whether it is being read, and why it failed. A new read
 * calls off the one before it, so that a slow early answer never overwrites a quick later one.
 */
export class Loader<T> {
	value = $state.raw<T | null>(null);
	error = $state.raw<unknown>(null);
	loading = $state(false);
	#running: AbortController | null = null;

	/** Reads; the old value stays until the new one is there. Resolves when this read ended, however it ended. */
	async read(ask: (signal: AbortSignal) => Promise<T>): Promise<void> {
		this.#running?.abort();
		const running = new AbortController();
		this.#running = running;
		this.loading = true;
		try {
			const value = await ask(running.signal);
			if (this.#running !== running) return;
			this.value = value;
			this.error = null;
		} catch (error) {
			if (this.#running !== running) return;
			if (!isAbort(error)) this.error = error;
		} finally {
			if (this.#running === running) {
				this.#running = null;
				this.loading = false;
			}
		}
	}

	/** Calls off the read that is under way; the value before it stays. */
	cancel(): void {
		this.#running?.abort();
		this.#running = null;
		this.loading = false;
	}
}
