import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { readCsv } from './support/documents';
import { expectColoured } from './support/map';
import { asked, downloaded, expectNoSidewaysScroll, onASlowNetwork, open, parameter, speak } from './support/pages';

afterAll(closeBrowser);

const at = (sql: string, rest = '') => `/sql?sql=${encodeURIComponent(sql)}${rest}`;
const rows = (page: Page) => page.locator('.scroll tbody tr:not(.space)');
const status = (page: Page) => page.locator('.work [role=status]', { hasText: 'baris' });
/** The browser itself reports a refused statement on its console. */
const REFUSED = [/status of 400/];

async function write(page: Page, sql: string) {
	await page.locator('.cm-content').click();
	await page.keyboard.press('ControlOrMeta+a');
	await page.keyboard.insertText(sql);
}

describe('an analyst asks the data', () => {
	it('finds an answer on opening, without having written anything', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			expect(await page.locator('.cm-content').innerText()).toContain('FROM coverage_by_regency');
		}));

	it('writes a statement, runs it from the keyboard, sorts it, and shares the address', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await write(page, 'SELECT code, name, area_km2 FROM provinces ORDER BY code');
			await page.keyboard.press('ControlOrMeta+Enter');
			await expect.poll(() => status(page).innerText()).toContain('38 baris');
			await expect.poll(() => parameter(page, 'sql')).toContain('FROM provinces');

			await page.getByRole('button', { name: 'area_km2', exact: true }).click();
			await page.getByRole('button', { name: /^area_km2/ }).click();
			const head = page.locator('.scroll th[aria-sort=descending]');
			await expect.poll(() => head.innerText()).toContain('area_km2');

			await page.reload();
			await expect.poll(() => status(page).innerText()).toContain('38 baris');
		}));

	it('is shown where a misspelt name stands and what was probably meant', () =>
		journey(
			async (page) => {
				await open(page, at('SELECT code\nFROM vilages'));
				const alert = page.getByRole('alert');
				await alert.waitFor();
				expect(await alert.innerText()).toContain('Tabel tidak dikenal');
				expect(await alert.innerText()).toContain('baris 2');
				expect(await alert.innerText()).toContain('villages');
				await expect.poll(() => page.locator('.cm-lintRange-error').allInnerTexts()).toEqual(['vilages']);
				await expectAccessible(page);
			},
			{ expected: REFUSED }
		));

	it('is told when rows were cut off', () =>
		journey(async (page) => {
			await open(page, at('SELECT code FROM villages', '&limit=100'));
			await expect.poll(() => status(page).innerText()).toContain('100 baris');
			expect(await page.getByRole('note').innerText()).toContain('Dipotong pada 100 baris');
		}));

	it('scrolls through ten thousand rows while only a few are in the page', () =>
		journey(async (page) => {
			await open(page, at('SELECT code, name FROM villages ORDER BY code', '&limit=10000'));
			await expect.poll(() => status(page).innerText()).toContain('10.000 baris');
			await page.locator('.scroll').evaluate((box) => (box.scrollTop = box.scrollHeight));
			await expect.poll(() => rows(page).last().locator('td').first().innerText()).toBe('10.000');
			expect(await rows(page).count()).toBeLessThan(80);
		}));

	it('completes the names of tables and of their columns', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await write(page, 'SELECT area FROM villages');
			for (let i = 0; i < ' FROM villages'.length; i++) await page.keyboard.press('ArrowLeft');
			await page.keyboard.press('Control+Space');
			await expect.poll(() => page.locator('.cm-tooltip-autocomplete').innerText()).toContain('area_km2');
		}));

	it('is offered the columns behind the short name of a table that is still being written', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await write(page, 'SELECT v FROM villages v');
			for (let i = 0; i < ' FROM villages v'.length; i++) await page.keyboard.press('ArrowLeft');
			await page.keyboard.type('.');
			const offered = page.locator('.cm-tooltip-autocomplete');
			await expect.poll(() => offered.innerText()).toContain('area_km2');
			await page.keyboard.type('area');
			await expect.poll(() => offered.locator('li').allInnerTexts()).toEqual([expect.stringContaining('area_km2')]);
			// Escape closes what is offered and leaves the cursor where it is.
			await page.keyboard.press('Escape');
			await expect.poll(() => offered.count()).toBe(0);
			await page.keyboard.type('_km2');
			expect(await page.locator('.cm-content').innerText()).toContain('SELECT v.area_km2 FROM villages v');
		}));

	it('no longer sees the mistake of the statement before while a right one runs, and keeps the button under the finger', () =>
		journey(
			async (page) => {
				await open(page, at('SELECT code\nFROM vilages'));
				await page.getByRole('alert').waitFor();
				await write(page, 'SELECT code FROM provinces');
				await onASlowNetwork(page, '**/api/v1/sql');
				await page.getByRole('button', { name: 'Jalankan' }).focus();
				await page.keyboard.press('Enter');
				const stop = page.getByRole('button', { name: 'Batalkan' }).first();
				await stop.waitFor();
				expect(await page.getByRole('alert').count()).toBe(0);
				expect(await page.locator('.cm-lintRange-error').count()).toBe(0);
				expect(await stop.evaluate((button) => button === document.activeElement)).toBe(true);
				await expect.poll(() => status(page).innerText()).toContain('38 baris');
				expect(await page.getByRole('button', { name: 'Jalankan' }).evaluate((button) => button === document.activeElement)).toBe(true);
			},
			{ expected: REFUSED }
		));

	it('sees rows with a code on the map', () =>
		journey(async (page) => {
			await open(page, at('SELECT code, name, gap FROM coverage_by_province', '&view=map'));
			await expect.poll(() => page.locator('.legend p').innerText(), { timeout: 30_000 }).toBe('38 baris di peta');
			await expectColoured(page, 4, { opacity: 0.85 });
		}));

	it('takes the rows away in every format', () =>
		journey(async (page) => {
			await open(page, at('SELECT code, name, geometry FROM provinces ORDER BY code'));
			await expect.poll(() => status(page).innerText()).toContain('38 baris');
			const take = async (format: string) => (await downloaded(page, () => page.getByRole('button', { name: `Unduh ${format}` }).click())).bytes;
			const codes = readCsv((await take('CSV')).toString()).map((row) => row['code']);
			expect(codes).toHaveLength(38);
			expect([codes[0], codes.at(-1)]).toEqual(['11', '96']);
			const { items } = JSON.parse((await take('JSON')).toString()) as { items: { code: string }[] };
			expect(items.map((row) => row.code)).toEqual(codes);
			const { features } = JSON.parse((await take('GeoJSON')).toString()) as { features: { properties: { code: string }; geometry: { type: string; coordinates: unknown[] } }[] };
			expect(features.map((feature) => feature.properties.code)).toEqual(codes);
			expect(features.every(({ geometry }) => /^(Multi)?Polygon$/.test(geometry.type) && geometry.coordinates.length > 0)).toBe(true);
			expect((await take('Parquet')).subarray(0, 4).toString()).toBe('PAR1');
			expect((await take('Arrow')).subarray(0, 4).toString('hex')).toBe('ffffffff');
		}));

	it('starts from a named question and finds it again in the history', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await page.getByRole('button', { name: 'Pertanyaan' }).click();
			const first = page.locator('.material li button').first();
			const title = await first.innerText();
			await first.click();
			const { items } = await asked<{ items: { name: string; title_id: string; sql: string }[] }>(page, '/api/v1/queries');
			const question = items.find((one) => one.title_id === title);
			await expect.poll(() => parameter(page, 'question')).toBe(question?.name);
			await expect.poll(() => status(page).count()).toBe(1);
			await page.getByRole('button', { name: 'Riwayat' }).click();
			// The statement that ran last stands first, after the one that the page began with.
			const history = page.locator('.material li code');
			await expect.poll(() => history.first().innerText()).toBe(question?.sql.trim());
			expect(await history.count()).toBe(2);
		}));

	it('reads the documentation of tables and columns beside the editor', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await page.getByRole('searchbox', { name: 'Saring tabel dan kolom' }).fill('village_indicators');
			await page.locator('summary', { hasText: /^\s*village_indicators\s/ }).waitFor();
			await expect.poll(() => page.getByRole('button', { name: 'Sisipkan regency_code' }).count()).toBeGreaterThan(0);
		}));
});

describe('the SQL page', () => {
	it('is accessible in both languages and both themes, also with a map', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					await open(page, '/sql');
					await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
					await expectAccessible(page);
					await speak(page, 'EN');
					await page.getByRole('button', { name: 'Map', exact: true }).click();
					await page.locator('.legend').waitFor();
					await expectAccessible(page);
				},
				{ dark }
			);
		}
	});

	it('lets the keyboard leave the editor', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await page.locator('.cm-content').focus();
			await page.keyboard.press('Tab');
			expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor') === null)).toBe(true);
		}));

	it('fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/sql');
				await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));
});
