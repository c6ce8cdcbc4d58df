import { catalog } from '$lib/state/catalog.svelte';
import { locale } from './index.svelte';

/** Name of an indicator in the reader's language; its id while the catalogue does not know it. */
export function indicatorName(id: string): string {
	const indicator = catalog.byId.get(id);
	return indicator ? locale.pick(indicator, 'name') : id;
}
