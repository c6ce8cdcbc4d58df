/** The whole country: west, south, east, north, in degrees (WGS 84). */
export const COUNTRY: [number, number, number, number] = [94.9, -11.1, 141.1, 6.2];

/** Centre (lon, lat) and zoom of `zoom/latitude/longitude`; `null` when the text is nothing of the kind. */
export function readCamera(text: string | null): { center: [number, number]; zoom: number } | null {
	const [zoom, lat, lng] = (text ?? '').split('/').map(Number);
	if (!Number.isFinite(zoom) || !Number.isFinite(lat) || !Number.isFinite(lng)) return null;
	if (Math.abs(lat as number) > 85 || Math.abs(lng as number) > 180) return null;
	return { center: [lng as number, lat as number], zoom: zoom as number };
}

/** The text that `readCamera` reads. */
export function writeCamera({ lat, lng }: { lat: number; lng: number }, zoom: number): string {
	return `${zoom.toFixed(2)}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
}

/**
 * The same address at this page's own origin. A server behind a proxy may not know the name that the browser
 * knows it by, and the map never asks anyone else for anything.
 */
export function ownOrigin(url: string): string {
	const { pathname, search, protocol } = new URL(url, location.href);
	return protocol.startsWith('http') ? location.origin + pathname + search : url;
}
