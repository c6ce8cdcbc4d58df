import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { basket, basketTab, limit, optimise } from './support/planning';
import { expectColoured, mapColours } from './support/map';
import { expectNoSidewaysScroll, onASlowNetwork, open, parameter, readNumber, settle, speak } from './support/pages';

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
			await expectColoured(page, 5);
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

	it('sees the map in the colours of the theme, and other colours without the data', () =>
		journey(
			async (page) => {
				await open(page, '/');
				await expectColoured(page, 5, { dark: true });
				expect((await mapColours(page)).classes).toEqual({});
			},
			{ dark: true }
		));

	it('opens the ranking as a statement that runs', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await page.getByRole('link', { name: 'Buka sebagai SQL' }).click();
			await expect.poll(() => page.locator('.scroll tbody tr:not(.space)').count(), { timeout: 40_000 }).toBeGreaterThan(5);
		}));

	it('has villages chosen within quota and spacing, and reads why others stayed out', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await limit(page, { 'Jumlah desa dipilih': '5', 'Paling banyak per kabupaten/kota': '1' });
			await optimise(page);
			await expect.poll(() => basketTab(page).innerText()).toBe('Keranjang 5/5');
			expect(await basket(page).count()).toBe(5);
			const regencies = await basket(page).locator('.line').first().locator('xpath=ancestor::ol').locator('.text > .line:nth-of-type(1)').allInnerTexts();
			expect(new Set(regencies).size).toBe(5);
			await page.getByText('Tidak ada syarat yang dilanggar.').waitFor();
			expect(await page.locator('.box ol').nth(1).innerText()).toContain('kuota kabupaten/kota penuh');
			await expectAccessible(page);
		}));

	it('can call a search off', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await onASlowNetwork(page, '**/api/v1/selections');
			await page.getByRole('button', { name: /^Optimalkan/ }).click();
			await page.getByRole('button', { name: 'Batalkan' }).click();
			await expect.poll(() => page.getByRole('button', { name: /^Optimalkan/ }).count()).toBe(1);
			expect(await basketTab(page).innerText()).toBe('Keranjang 0/50');
		}));

	it('carries the chosen area to the coverage page', () =>
		journey(async (page) => {
			await open(page, '/?area=52');
			await expect.poll(() => options(page).count()).toBeGreaterThan(0);
			await page.getByRole('link', { name: 'Cakupan', exact: true }).click();
			await expect.poll(() => parameter(page, 'parent')).toBe('52');
		}));
});

describe('a planner looks at two villages', () => {
	const card = (page: Page) => page.getByRole('article');
	const names = (page: Page) => card(page).getByRole('heading', { level: 2 }).allInnerTexts();

	it('side by side, by the button on the card and a pick in the list', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			const [first = '', second = ''] = await options(page).locator('.name').allInnerTexts();
			await options(page).first().click();
			await card(page).getByRole('button', { name: 'Bandingkan' }).click();
			await page.getByText(`Pilih desa yang dibandingkan dengan ${first}`).waitFor();
			await options(page).nth(1).click();
			await expect.poll(() => names(page)).toEqual([first, second]);
			await expect.poll(() => parameter(page, 'sel')).toMatch(/^[\d.]+,[\d.]+$/);
			// What separates the two by criterion adds up to what separates their scores.
			const row = (name: string) => card(page).getByRole('row', { name: new RegExp(`^${name}`) });
			await expect.poll(() => row('Skor').locator('td').allInnerTexts().then((all) => all.every((text) => /^\d,\d{3}$/.test(text)))).toBe(true);
			const [a = 0, b = 0] = (await row('Skor').locator('td').allInnerTexts()).map(readNumber);
			const total = await card(page).locator('tfoot td').last().innerText();
			expect(readNumber(total.replace('+', ''))).toBeCloseTo(a - b, 2);
			await expectAccessible(page);
			// Letting one go leaves the other; Escape goes back to the list, and to the row that the reader was at.
			await card(page).getByRole('button', { name: `Lepaskan ${second}` }).click();
			await expect.poll(() => names(page)).toEqual([first]);
		}));

	it('by Shift and Enter in the list and Shift and a click on the map, wherever the second lies', () =>
		journey(async (page) => {
			await open(page, '/?area=52.01.01&level=village');
			await expect.poll(() => options(page).count()).toBeGreaterThan(1);
			await settle(page);
			await options(page).first().click();
			await card(page).waitFor();
			const [only = ''] = await names(page);
			await page.waitForTimeout(500);
			await page.keyboard.down('Shift');
			// Somewhere in the middle of the free map there is another village than the one that the map flew to.
			for (const [x, y] of [[520, 330], [860, 330], [520, 200], [900, 200]] as const) {
				await page.mouse.click(x, y);
				if ((await card(page).getByRole('heading', { level: 2 }).count()) === 2) break;
				await page.waitForTimeout(400);
			}
			await page.keyboard.up('Shift');
			await expect.poll(() => names(page).then((all) => all.length)).toBe(2);
			expect(await names(page)).toContain(only);
		}));

	it('and the keyboard stays where a person expects it', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			const focused = (selector: string) => page.evaluate((one) => document.activeElement?.matches(one) ?? false, selector);
			await list(page).focus();
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('Enter');
			await card(page).waitFor();
			await expect.poll(() => focused('article')).toBe(true);
			await page.keyboard.press('Escape');
			await expect.poll(() => focused('[role=listbox]')).toBe(true);
			expect(await list(page).getAttribute('aria-activedescendant')).toMatch(/-2$/);
			// The search gives the focus back to where “/” took it from.
			await page.keyboard.press('/');
			await expect.poll(() => focused('[role=combobox]')).toBe(true);
			await page.keyboard.press('Escape');
			await expect.poll(() => focused('[role=listbox]')).toBe(true);
			const fold = page.getByRole('button', { name: 'Lipat panel' }).first();
			await fold.focus();
			await page.keyboard.press('Enter');
			await expect.poll(() => focused('button[aria-expanded=false]')).toBe(true);
			await page.keyboard.press('Enter');
			await expect.poll(() => focused('button[aria-expanded=true]')).toBe(true);
		}));
});

describe('a planner asks for the widest reach', () => {
	it('and reads how many migrants live near the programme before and after', () =>
		journey(async (page) => {
			await open(page, `/?where=${encodeURIComponent("kind <> 'kelurahan' AND NOT designated AND province_code = '52'")}`);
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await limit(page, { 'Jumlah desa dipilih': '4' });
			await page.getByLabel('Tujuan').selectOption('mclp');
			await expect.poll(() => page.getByLabel('Jangkauan sebuah desa (km)').inputValue()).toBe('20');
			await optimise(page);
			const reach = page.getByRole('region', { name: /^PMI dalam 20 km/ });
			await expect.poll(() => reach.locator('dd').count(), { timeout: 30_000 }).toBe(3);
			const [before = 0, after = 0, gain = 0] = (await reach.locator('dd').allInnerTexts()).map((text) => readNumber(text.replace('+', '')));
			expect(after).toBeGreaterThan(before);
			expect(gain).toBe(after - before);
			// The server's own objective counts the same people: those of the candidates.
			const said = await page.locator('.state .quiet').innerText();
			expect(said).toContain('PMI yang terjangkau');
			expect(readNumber(said.replace(/^\D*/, ''))).toBeLessThanOrEqual(after);
		}));
});

it('an address that names no area says so and shows the country', () =>
	journey(
		async (page) => {
			await open(page, '/?area=99.99');
			await page.getByText('Tidak ada wilayah dengan kode “99.99”').waitFor();
			await expect.poll(() => options(page).count()).toBeGreaterThan(5);
			await expect.poll(() => parameter(page, 'area')).toBeNull();
		},
		{ expected: [/status of 404/] }
	));

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
