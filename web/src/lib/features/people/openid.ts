import { under } from '$lib/api/place';

/** Signing in with a provider: the browser goes there by an address of the server, and comes back to the page that was wanted. */
const ENTRY = '/api/v1/session/openid';

/** The address that leads to the provider; `again` for somebody who has signed in and shows once more who they are. */
export function entry(wanted: string, again = false): string {
	const query = new URLSearchParams({ ke: wanted });
	if (again) query.set('proof', 'true');
	return under(`${ENTRY}?${query}`);
}

/** Why the server sends somebody back to the sign-in: each has a text. */
export const REASONS = [
	'cancelled',
	'refused',
	'state',
	'provider',
	'signature',
	'nonce',
	'audience',
	'expired',
	'stale',
	'ungranted',
	'disabled',
	'other',
	'unmanaged',
	'unknown'
] as const;
export type Reason = (typeof REASONS)[number];

/** The reason in an address; what nobody has a text for is said to be unknown, and never shown as it is written. */
export function reasonOf(text: string | null): Reason | null {
	if (!text) return null;
	return REASONS.find((reason) => reason === text) ?? 'unknown';
}

/**
 * A page of this application, as an address gives it; the first one where it is none, or the sign-in itself: another site
 * could have made the link.
 */
export function within(wanted: string | null, origin: string): string {
	if (!wanted || !/^\/(?![/\\])/.test(wanted)) return '/';
	const url = new URL(wanted, origin);
	const path = url.pathname + url.search + url.hash;
	return url.origin === origin && !path.startsWith('/masuk') && !path.startsWith('/api/') && !path.startsWith('//') ? path : '/';
}
