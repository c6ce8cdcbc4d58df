import { chromium, type Browser, type Page, type Request } from 'playwright-core';
import { expect, inject } from 'vitest';

const FLAGS = [
	'--no-sandbox',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--use-gl=angle',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader',
	// Only the map is drawn by the graphics driver, which is software here: pages drawn by it too, as Debian's Chromium
	// does, cost more than twice the work.
	'--disable-gpu-rasterization',
	'--disable-gpu-compositing'
];

/** The design size of the application. */
export const DESK = { width: 1366, height: 768 };
/** A phone held upright. */
export const PHONE = { width: 390, height: 844 };

export interface Options {
	viewport?: { width: number; height: number };
	/** Console errors that the journey itself provokes, for instance the 400 of a misspelt statement. */
	expected?: RegExp[];
	dark?: boolean;
	/** Another server than the one that all journeys share. */
	baseUrl?: string;
	/** Another site, to whose pages the journey itself leads; nothing but a page may be asked there. */
	site?: string;
}

/** What a page asks for just now, and when that changed last, in milliseconds. */
export const traffic = new WeakMap<Page, { open: Set<Request>; changed: number }>();

let browser: Browser | undefined;

/** Closes the browser; for `afterAll`. */
export async function closeBrowser(): Promise<void> {
	await browser?.close();
	browser = undefined;
}

/**
 * Runs one journey in a fresh context and then fails it when the page threw, wrote an error to the console, or asked
 * any other origin for anything, or its own outside of the path under which the application lies.
 */
export async function journey(run: (page: Page, baseUrl: string) => Promise<void>, options: Options = {}): Promise<void> {
	browser ??= await chromium.launch({
		executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
		headless: true,
		args: FLAGS
	});
	const baseUrl = options.baseUrl ?? inject('baseUrl');
	const context = await browser.newContext({
		baseURL: baseUrl,
		viewport: options.viewport ?? DESK,
		locale: 'id-ID',
		timezoneId: 'Asia/Jakarta',
		colorScheme: options.dark ? 'dark' : 'light',
		reducedMotion: 'reduce',
		acceptDownloads: true,
		permissions: ['clipboard-read', 'clipboard-write']
	});
	const page = await context.newPage();
	page.setDefaultTimeout(20_000);
	const failures = watch(page, baseUrl, options);
	try {
		await run(page, baseUrl);
	} finally {
		await context.close();
	}
	expect(failures, 'page errors, console errors and requests to other origins').toEqual([]);
}

function watch(page: Page, baseUrl: string, { expected = [], site }: Options): string[] {
	const failures: string[] = [];
	const now = { open: new Set<Request>(), changed: Date.now() };
	traffic.set(page, now);
	const begun = (request: Request) => {
		now.open.add(request);
		now.changed = Date.now();
	};
	const ended = (request: Request) => {
		now.open.delete(request);
		now.changed = Date.now();
	};
	page.on('request', begun);
	page.on('requestfinished', ended);
	page.on('requestfailed', ended);
	page.on('pageerror', (error) => failures.push(`page error: ${error.message}`));
	page.on('console', (message) => {
		if (message.type() !== 'error') return;
		const text = `${message.text()} (${message.location().url})`;
		if (!expected.some((pattern) => pattern.test(text))) failures.push(`console: ${text}`);
	});
	page.on('request', (request) => {
		const url = request.url();
		if (url.startsWith('data:') || url.startsWith('blob:')) return;
		const [asked, base] = [new URL(url), new URL(baseUrl)];
		if (asked.origin === site && request.isNavigationRequest()) return;
		if (asked.origin !== base.origin) failures.push(`request to another origin: ${url}`);
		// Behind a proxy the application lies under a path, and the rest of the host is not its own.
		else if (!asked.pathname.startsWith(base.pathname.replace(/\/?$/, '/'))) failures.push(`request outside of its path: ${url}`);
	});
	return failures;
}
