import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { traffic } from './browser';

/** Opens an address of the application and waits until it has nothing left to ask the server. */
export async function open(page: Page, address: string): Promise<void> {
	await page.goto(address);
	await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
	await settle(page);
}

/** Waits until the page has asked everything that it wanted to know: until half a second without a request. */
export async function settle(page: Page): Promise<void> {
	await page.waitForLoadState('networkidle');
	// Which has been once and for all after the page was opened, whatever it asks later.
	await expect
		.poll(
			() => {
				const now = traffic.get(page);
				return !now || (now.open.size === 0 && Date.now() - now.changed > 500);
			},
			{ timeout: 20_000 }
		)
		.toBe(true);
}

/** Switches the language with the button in the header. */
export async function speak(page: Page, lang: 'ID' | 'EN'): Promise<void> {
	const button = page.getByRole('banner').getByRole('button', { name: lang, exact: true });
	await button.click();
	await expect.poll(() => button.getAttribute('aria-pressed')).toBe('true');
}

/** Parameter of the present address. */
export function parameter(page: Page, name: string): string | null {
	return new URL(page.url()).searchParams.get(name);
}

/** Text of the file that a click hands out. */
export async function downloaded(page: Page, click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
	const [download] = await Promise.all([page.waitForEvent('download'), click()]);
	const stream = await download.createReadStream();
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(chunk as Buffer);
	return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}

/** Fails when the page is wider than the screen that it was given: on a phone nothing but tables may scroll sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
	// The window's own width is no measure: where a page is too wide, a phone makes it wider too.
	const screen = page.viewportSize()?.width ?? 0;
	expect(screen).toBeGreaterThan(0);
	expect(await page.evaluate(() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth, window.innerWidth))).toBe(screen);
}

/** What the server answers to a question that the page asks as well. */
export async function asked<T>(page: Page, path: string, body?: object): Promise<T> {
	const response = await (body ? page.request.post(path, { data: body }) : page.request.get(path));
	expect([200, 201], `${path}: ${response.status()}`).toContain(response.status());
	return (await response.json()) as T;
}

/** A number as Indonesian (83.762 and 0,512) writes it. */
export function readNumber(text: string): number {
	return Number(text.replace(/[^\d,.\-−]/g, '').replace('−', '-').replaceAll('.', '').replace(',', '.'));
}

/** Whatever the page asks at these addresses arrives late, so that there is time to call it off. */
export async function onASlowNetwork(page: Page, addresses: string): Promise<void> {
	await page.route(addresses, async (route) => {
		await new Promise((resolve) => setTimeout(resolve, 3000));
		// Called off meanwhile, there is nothing left to send.
		await route.continue().catch(() => undefined);
	});
}
