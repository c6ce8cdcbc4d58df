import { api, type Dataset, type Indicator } from '$lib/api';

/** What the server serves: the dataset and its indicators. Read once, shared by every page. */
class Catalog {
	dataset = $state.raw<Dataset | null>(null);
	indicators = $state.raw<Indicator[]>([]);
	error = $state.raw<unknown>(null);
	/** Indicators by id. */
	byId = $derived(new Map(this.indicators.map((indicator) => [indicator.id, indicator])));
	/** True when the dataset says that it is made for demonstration. */
	demonstration = $derived(this.dataset?.kind === 'demonstration');
	#loading: Promise<void> | null = null;

	/** Reads the catalogue; a second call waits for the first, after a failure it tries again. */
	load(): Promise<void> {
		this.#loading ??= this.#read();
		return this.#loading;
	}

	/** Reads it again: the dataset has become another one. */
	reload(): Promise<void> {
		this.#loading = null;
		return this.load();
	}

	async #read() {
		this.error = null;
		try {
			const [dataset, indicators] = await Promise.all([api.dataset(), api.indicators()]);
			this.dataset = dataset;
			this.indicators = indicators.items;
		} catch (error) {
			this.error = error;
			this.#loading = null;
		}
	}
}

export const catalog = new Catalog();
