import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { expectNoSidewaysScroll, open, parameter, readNumber, settle, speak } from './support/pages';

afterAll(closeBrowser);

const list = (page: Page) => page.getByRole('listbox', { name: 'Peringkat desa' });
const options = (page: Page) => list(page).getByRole('option');
/** The scores that the rows show. */
const scores = async (page: Page) =>
	(await options(page).evaluateAll((all) => all.map((one) => one.querySelector('.score')?.lastChild?.textContent ?? ''))).map(readNumber);

describe('a planner of the ministry chooses villages', () => {
	it('sees the country ranked on opening, best first', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			const found = await scores(page);
			expect(found).toEqual([...found].sort((a, b) => b - a));
			expect(await page.locator('canvas').count()).toBe(1);
		}));

	it('moves a weight from the keyboard, sees the order follow, and undoes it', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			const before = await scores(page);
			const weight = page.getByRole('slider', { name: /^Bobot / }).first();
			const start = await weight.inputValue();
			await weight.focus();
			await page.keyboard.press('End');
			await expect.poll(async () => JSON.stringify(await scores(page))).not.toBe(JSON.stringify(before));
			await expect.poll(() => new URL(page.url()).search).not.toBe('');

			await page.getByRole('button', { name: 'Urungkan' }).click();
			await expect.poll(() => weight.inputValue()).toBe(start);
			await expect.poll(async () => JSON.stringify(await scores(page))).toBe(JSON.stringify(before));
		}));

	it('reads why a village stands where it does, and finds the same village by its address', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await options(page).first().click();
			const card = page.getByRole('article');
			await expect.poll(() => card.innerText()).toContain('Mengapa di peringkat ini');
			const name = await card.getByRole('heading', { level: 2 }).innerText();
			await expect.poll(() => parameter(page, 'sel')).toMatch(/^\d\d\.\d\d\.\d\d\.\d{4}$/);

			await page.reload();
			await expect.poll(() => page.getByRole('article').getByRole('heading', { level: 2 }).innerText()).toBe(name);
		}));

	it('goes into a province with the search, and back out with Escape', () =>
		journey(async (page) => {
			await open(page, '/');
			await page.getByRole('combobox', { name: 'Cari wilayah' }).fill('nusa tenggara barat');
			await page.getByRole('option', { name: /^Nusa Tenggara Barat/ }).first().click();
			await expect.poll(() => parameter(page, 'area')).toBe('52');
			await expect.poll(() => options(page).count()).toBeGreaterThan(0);
			await settle(page);
			await page.keyboard.press('Escape');
			await expect.poll(() => parameter(page, 'area')).toBeNull();
		}));

	it('opens the ranking as a statement that runs', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await page.getByRole('link', { name: 'Buka sebagai SQL' }).click();
			await expect.poll(() => page.locator('.scroll tbody tr:not(.space)').count(), { timeout: 40_000 }).toBeGreaterThan(5);
		}));

	it('has villages chosen within quota and spacing, reads why others stayed out, and excludes one with a reason', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await page.locator('summary', { hasText: 'Kuota, anggaran, jarak' }).click();
			await page.getByLabel('Jumlah desa dipilih').fill('5');
			await page.getByLabel('Paling banyak per kabupaten/kota').fill('1');
			await page.getByRole('button', { name: 'Optimalkan 5 desa' }).click();
			await expect.poll(() => page.getByRole('button', { name: 'Pilihan (5)' }).count(), { timeout: 90_000 }).toBe(1);
			const chosen = page.locator('.box ol').first().getByRole('button');
			expect(await chosen.count()).toBe(5);
			const regencies = await chosen.locator('.quiet').allInnerTexts();
			expect(new Set(regencies).size).toBe(5);
			expect(await page.locator('.box ol').nth(1).innerText()).toContain('kuota kabupaten/kota penuh');
			await expectAccessible(page);

			const first = await chosen.first().locator('b').innerText();
			await chosen.first().click();
			await page.getByRole('button', { name: 'Keluarkan' }).click();
			expect(await page.getByText('Tulis alasannya lebih dahulu.').count()).toBe(1);
			await page.getByLabel('Alasan (dicatat bersama rencana)').fill('Sudah didampingi program lain');
			await page.getByRole('button', { name: 'Keluarkan' }).click();
			await page.getByRole('button', { name: 'Kembali ke daftar' }).click();
			await page.getByText('Rencana sudah berubah sejak pilihan ini dihitung.').waitFor();
			await page.getByRole('button', { name: 'Optimalkan 5 desa' }).click();
			await expect.poll(() => page.getByText('Rencana sudah berubah').count(), { timeout: 90_000 }).toBe(0);
			expect(await chosen.locator('b').allInnerTexts()).not.toContain(first);
		}));

	it('can call a search off', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await page.getByRole('button', { name: /^Optimalkan/ }).click();
			await page.getByRole('button', { name: 'Batalkan' }).click();
			await expect.poll(() => page.getByRole('button', { name: /^Optimalkan/ }).count()).toBe(1);
			expect(await page.getByRole('button', { name: /^Pilihan/ }).count()).toBe(0);
		}));

	it('carries the chosen area to the coverage page', () =>
		journey(async (page) => {
			await open(page, '/?area=52');
			await expect.poll(() => options(page).count()).toBeGreaterThan(0);
			await page.getByRole('link', { name: 'Cakupan', exact: true }).click();
			await expect.poll(() => parameter(page, 'parent')).toBe('52');
		}));
});

describe('the planning page', () => {
	it('is accessible in both languages and both themes', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					await open(page, '/');
					await expect.poll(() => options(page).count()).toBeGreaterThan(5);
					await expectAccessible(page);
					await speak(page, 'EN');
					await page.getByRole('listbox', { name: /rank/i }).waitFor();
					await expectAccessible(page);
				},
				{ dark }
			);
		}
	});

	it('fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/');
				await expect.poll(() => options(page).count()).toBeGreaterThan(0);
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));
});
