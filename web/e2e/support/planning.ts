import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** Rows of the ranking. */
export const rows = (page: Page) => page.getByRole('listbox', { name: 'Peringkat desa' }).getByRole('option');
/** The tab that counts the basket. */
export const basketTab = (page: Page) => page.getByRole('button', { name: /^Keranjang/ });
/** Villages of the basket, while it is open. */
export const basket = (page: Page) => page.locator('.box ol').first().locator('button.village');
/** Names of the basket's villages. */
export const basketNames = (page: Page) => basket(page).locator('b').allInnerTexts();
export const undo = (page: Page) => page.getByRole('button', { name: 'Urungkan' });

/** Opens the limits and fills fields by their labels. */
export async function limit(page: Page, fields: Record<string, string>): Promise<void> {
	const count = page.getByLabel('Jumlah desa dipilih');
	if (!(await count.isVisible())) await page.locator('summary', { hasText: 'Kuota, anggaran, jarak' }).click();
	for (const [label, value] of Object.entries(fields)) {
		const field = page.getByLabel(label, { exact: true });
		await field.fill(value);
		await field.blur();
	}
}

/** Runs the optimiser and waits for its answer. */
export async function optimise(page: Page): Promise<void> {
	const button = page.getByRole('button', { name: /^Optimalkan/ });
	await button.click();
	await expect.poll(() => button.count(), { timeout: 90_000 }).toBe(1);
	await page.getByText(/^(Susunan terbaik, terbukti|Waktu habis: |Tidak ada susunan)/).waitFor();
}

/** The middle of the map, where no panel lies, once two pictures of it in a row are the same. */
export async function mapPicture(page: Page): Promise<string> {
	const clip = { x: 320, y: 200, width: 700, height: 260 };
	let picture = '';
	await expect
		.poll(
			async () => {
				const before = picture;
				picture = (await page.screenshot({ clip })).toString('base64');
				return picture === before;
			},
			{ timeout: 30_000, interval: 400 }
		)
		.toBe(true);
	return picture;
}
