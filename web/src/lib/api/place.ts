/**
 * Where this application lies on its host: at the root, or under a path where a proxy shows it (docs/access.md). Every
 * address of a page and of the server goes through here; `place.test.ts` finds those that do not.
 */

/** The path before the scripts of the built application; nothing where they lie elsewhere, as while it is developed. */
export function baseOf(script: string): string {
	const [before, ...after] = script.split('/_app/');
	return after.length && before?.startsWith('http') ? new URL(`${before}/`).pathname.slice(0, -1) : '';
}

/** Such as `/desmigratif`; empty at the root. A worker has no document to ask: each script knows its own address. */
const base = baseOf(import.meta.url);

/** The address of a page or of a call of this server: `/desmigratif/sql` for `/sql`. */
export function under(path: string): string {
	return base + path;
}

/** The path within the application, `/sql`, of one as the browser has it. */
export function inner(pathname: string, from = base): string {
	return pathname === from || pathname.startsWith(`${from}/`) ? pathname.slice(from.length) || '/' : pathname;
}

/** The whole address of the first page, without a slash at its end. */
export function home(): string {
	return location.origin + base;
}
