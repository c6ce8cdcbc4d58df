import { api, isAbort, type Equity, type EquityLevel } from '$lib/api';

/** How evenly designations follow need, before and after a selection. */
class EquityState {
	level = $state<EquityLevel>('regency');
	answer = $state.raw<Equity | null>(null);
	error = $state.raw<unknown>(null);
	loading = $state(false);

	/** Asks for a selection; returns how to call it off. */
	ask(selected: string[], level: EquityLevel): () => void {
		const running = new AbortController();
		this.loading = true;
		api.equity({ selected, level }, { signal: running.signal }).then(
			(answer) => {
				this.answer = answer;
				this.error = null;
				this.loading = false;
			},
			(error: unknown) => {
				if (isAbort(error)) return;
				this.answer = null;
				this.error = error;
				this.loading = false;
			}
		);
		return () => running.abort();
	}
}

export const equity = new EquityState();
