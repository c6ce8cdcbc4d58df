import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, journey } from './support/browser';
import { open, parameter, readNumber, settle } from './support/pages';
import { rows } from './support/planning';

afterAll(closeBrowser);

const legend = (page: Page) => page.getByRole('region', { name: /^Skor prioritas/ });
const classes = async (page: Page) => JSON.stringify(await legend(page).locator('li').allInnerTexts());
const level = (page: Page) => legend(page).getByLabel('Warnai');

/** The classes once they stay the same. */
async function stable(page: Page): Promise<string> {
	await settle(page);
	let found = '';
	await expect
		.poll(
			async () => {
				const before = found;
				found = await classes(page);
				return found === before;
			},
			{ interval: 600 }
		)
		.toBe(true);
	return found;
}

describe('the classes of the map', () => {
	it('are the country\'s wherever the reader looks, until the reader asks for those of the place', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			const counted = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/sql') && (answer.request().postData() ?? '').includes('regency_code AS code'));
			await level(page).selectOption('regency');
			await counted;
			const country = await stable(page);
			for (const area of ['52', '35']) {
				await page.goto(`/?area=${area}&level=regency`);
				await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
				expect(await stable(page), area).toBe(country);
			}
			const local = legend(page).getByRole('switch', { name: 'lokal' });
			expect(await local.isChecked()).toBe(false);
			await local.check();
			await expect.poll(() => classes(page)).not.toBe(country);
			expect(await legend(page).getByRole('heading').innerText()).toContain('kelas lokal');
			await expect.poll(() => parameter(page, 'classes')).toBe('local');
			await page.reload();
			await expect.poll(() => local.isChecked()).toBe(true);
			await local.uncheck();
			await expect.poll(() => classes(page)).toBe(country);
		}));

	it('and what map, list and card say of a village is the same number', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			const first = rows(page).first();
			const listed = (await first.locator('.score').evaluate((one) => one.lastChild?.textContent ?? '')).trim();
			await first.click();
			const card = page.getByRole('article');
			await expect.poll(() => card.locator('.big').first().innerText()).toBe(listed);
			await settle(page);
			// The map flew to the village: it lies in the middle that no panel covers.
			await level(page).selectOption('village');
			await settle(page);
			const name = await card.getByRole('heading', { level: 2 }).innerText();
			const tip = page.locator('.tip');
			const steps = Array.from({ length: 13 * 13 }, (_, i) => [i % 13, Math.floor(i / 13)] as const).sort((a, b) => Math.hypot(a[0] - 6, a[1] - 6) - Math.hypot(b[0] - 6, b[1] - 6));
			let said = '';
			for (const [i, j] of steps) {
				await page.mouse.move(679 + (i - 6) * 12, 335 + (j - 6) * 12);
				await page.waitForTimeout(30);
				if ((await tip.count()) && (await tip.locator('b').first().innerText()) === name) {
					said = await tip.locator('.num').first().innerText();
					break;
				}
			}
			expect(said, `the map was never over ${name}`).not.toBe('');
			expect(readNumber(said)).toBe(readNumber(listed));
			expect(said).toBe(listed);
		}));
});
