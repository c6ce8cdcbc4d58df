import { ApiError, rowOf, type RankedAnswer, type RankedColumns, type RankedVillage, type RankingRequest } from '$lib/api';
import RankedWorker from '$lib/api/ranked.worker?worker';
import { locale } from '$lib/i18n/index.svelte';
import { plan } from '$lib/plan/plan.svelte';
import { proposed } from '$lib/plan/proposed.svelte';
import { ranking } from '$lib/plan/ranking.svelte';
import { arrange, type SortKey } from './order';

/**
 * The list as the reader wants it ordered and filtered. In the order of ranks it comes by pages from the
 * server; for anything else all candidates are read once, off the screen's thread, and kept in columns.
 */
class Listing {
	key = $state<SortKey>('rank');
	descending = $state(false);
	text = $state('');
	unselected = $state(false);
	incomplete = $state(false);
	/** Only villages that somebody proposes. */
	proposed = $state(false);
	error = $state.raw<unknown>(null);
	#columns = $state.raw<RankedColumns | null>(null);
	/** The answer whose rows `#columns` holds, or that is on its way. */
	#of: unknown = null;
	#worker: Worker | null = null;
	reading = $state(false);
	/** Where the reader was in the list, and which list it was: both outlive the list while a card is open. */
	place = 0;
	listed = '';

	/** True when all candidates are needed. */
	arranged = $derived(this.key !== 'rank' || this.descending || this.text.trim() !== '' || this.unselected || this.incomplete || this.proposed);
	#order = $derived.by(() => {
		if (!this.arranged || !this.#columns) return null;
		const filter = { text: this.text, without: this.unselected ? plan.basketed : null, only: this.proposed ? proposed.villages : null, incomplete: this.incomplete };
		return arrange(this.#columns, { key: this.key, descending: this.descending }, filter, locale.f.compare);
	});
	total = $derived(this.#order ? this.#order.length : ranking.total);
	loading = $derived(ranking.loading || this.reading);

	/** The row at a place of the list, 0-based; `null` while it is on its way. */
	row(index: number): RankedVillage | null {
		if (!this.#order) return ranking.row(index);
		const at = this.#order[index];
		return at === undefined || !this.#columns ? null : rowOf(this.#columns, at);
	}

	/** Makes sure that the rows from `first` to `last` are here or on their way. */
	need(first: number, last: number) {
		if (!this.#order) ranking.need(first, last);
	}

	/** Reads all candidates when the order needs them and the ranking is another than the one at hand. */
	follow(head: unknown, request: RankingRequest | null) {
		if (!this.arranged) {
			// In the order of ranks nothing of this is needed: the memory is given back.
			this.#stop();
			this.#columns = null;
			this.#of = null;
			return;
		}
		if (!request || !head || head === this.#of) return;
		this.#of = head;
		this.#stop();
		this.reading = true;
		const worker = (this.#worker = new RankedWorker());
		worker.onmessage = ({ data }: MessageEvent<RankedAnswer>) => {
			if (worker !== this.#worker) return;
			this.#stop();
			if ('columns' in data) {
				this.#columns = data.columns;
				this.error = null;
			} else {
				this.error = new ApiError(data.problem);
				this.#of = null;
			}
		};
		worker.onerror = (event) => {
			if (worker !== this.#worker) return;
			this.#stop();
			this.#of = null;
			this.error = new Error(event.message);
		};
		worker.postMessage(request);
	}

	sortBy(key: SortKey) {
		this.key = key;
		// Wide intervals and high values are what one looks for first; names and ranks begin at the beginning.
		this.descending = !(key === 'rank' || key === 'name' || key === 'regency');
	}

	reset() {
		this.sortBy('rank');
		this.text = '';
		this.unselected = this.incomplete = this.proposed = false;
		this.error = null;
	}

	cancel() {
		ranking.cancel();
		if (this.reading) {
			this.#stop();
			if (!this.#columns) this.reset();
		}
	}

	#stop() {
		this.#worker?.terminate();
		this.#worker = null;
		this.reading = false;
	}
}

export const listing = new Listing();
