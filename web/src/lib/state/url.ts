import { goto } from '$app/navigation';
import { navigating } from '$app/state';

/** Parameters of the address; `null`, `undefined` and `''` mean that the parameter is absent. */
export type UrlState = Record<string, string | null | undefined>;

/** `path?a=b` with the parameters in the order given; commas, colons and dots stay readable. */
export function addressOf(path: string, state: UrlState): string {
	const query = Object.entries(state)
		.filter((entry): entry is [string, string] => !!entry[1])
		.map(([key, value]) => `${key}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')}`)
		.join('&');
	return query ? `${path}?${query}` : path;
}

/**
 * Writes the state of a page into the address. `push` makes a step that the browser's Back button undoes
 * (going into an area), otherwise the present step is rewritten (moving a slider).
 */
export async function writeUrl(state: UrlState, push = false): Promise<void> {
	const target = addressOf(location.pathname, state);
	if (target === location.pathname + location.search) return;
	// The reader is on the way to another page: a late write would hold them back here.
	if (navigating.to && navigating.to.url.pathname !== location.pathname) return;
	await goto(target, { replaceState: !push, keepFocus: true, noScroll: true });
}

/** Copies the present address; false when the browser does not allow it. */
export async function copyAddress(): Promise<boolean> {
	try {
		await navigator.clipboard.writeText(location.href);
		return true;
	} catch {
		return false;
	}
}
