import type { Locator, Page } from 'playwright-core';

/** The SQL page with a statement. */
export const at = (sql: string, rest = '') => `/sql?sql=${encodeURIComponent(sql)}${rest}`;

/** The rows of the table that are in the page. */
export const rows = (page: Page): Locator => page.locator('.scroll tbody tr:not(.space)');

/** What is said of a result that has arrived. */
export const status = (page: Page): Locator => page.locator('.work [role=status]', { hasText: 'baris' });

/** The browser itself reports a refused statement on its console. */
export const REFUSED = [/status of 400/];

/** Writes a statement in place of the one in the editor. */
export async function write(page: Page, sql: string): Promise<void> {
	await page.locator('.cm-content').click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(sql);
}
