import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { asked, open, readNumber } from './support/pages';
import { at, REFUSED, rows, status, write } from './support/sql';

afterAll(closeBrowser);

/** What the browser receives comes this slowly, in bytes a second. */
async function throttle(page: Page, speed: number) {
	const session = await page.context().newCDPSession(page);
	await session.send('Network.enable');
	await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: speed, uploadThroughput: -1 });
}

describe('a result', () => {
	const MANY = 'SELECT v.code, v.name, concat(v.code, v.lon, v.lat, g.value) AS mark FROM villages v, generate_series(1, 300) g';

	it('is read while it arrives, and what came before it was called off is no whole answer', () =>
		journey(async (page) => {
			await open(page, at('SELECT 1 AS one', '&limit=100000'));
			await expect.poll(() => rows(page).count()).toBe(1);
			await throttle(page, 50_000);
			await write(page, MANY);
			await page.keyboard.press('ControlOrMeta+Enter');
			const stop = page.getByRole('button', { name: 'Batalkan', exact: true }).first();
			await expect.poll(() => rows(page).count(), { timeout: 20_000 }).toBeGreaterThan(20);
			expect(await stop.isVisible()).toBe(true);
			const soFar = page.locator('.work .bar', { hasText: 'sejauh ini' });
			expect(await soFar.count()).toBe(1);
			// The keyboard is still in the editor.
			await page.keyboard.press('Escape');
			await expect.poll(() => page.getByRole('note').innerText()).toMatch(/Dibatalkan setelah [\d.]+ baris/);
			await page.getByRole('button', { name: 'Jalankan' }).waitFor();
			expect(await rows(page).count()).toBeGreaterThan(20);
			await expectAccessible(page);
		}));

	it('of a hundred thousand rows is walked through by keyboard, filtered and sorted', () =>
		journey(async (page) => {
			await open(page, at('SELECT v.code, v.name, v.lon, g.value AS n FROM villages v, generate_series(1, 300) g', '&limit=100000'));
			await expect.poll(() => status(page).innerText(), { timeout: 30_000 }).toContain('100.000 baris');
			const grid = page.getByRole('grid');
			await grid.focus();
			await page.keyboard.press('Control+End');
			await expect.poll(() => rows(page).last().locator('td').first().innerText()).toBe('100.000');
			await page.keyboard.press('ArrowUp');
			const active = () => page.locator('td.active').evaluate((cell) => [cell.closest('tr')?.getAttribute('aria-rowindex'), cell.id]);
			await expect.poll(async () => (await active())[0]).toBe('100000');
			expect(await grid.getAttribute('aria-activedescendant')).toBe((await active())[1]);
			expect(await rows(page).count()).toBeLessThan(80);

			await page.getByRole('button', { name: 'Saring', exact: true }).click();
			await page.getByRole('searchbox', { name: 'Saring n', exact: true }).fill('2..3');
			await page.getByRole('searchbox', { name: 'Saring name' }).fill('baru');
			await expect.poll(() => status(page).innerText()).toMatch(/ [\d.]+ lolos saringan/);
			expect(await rows(page).first().innerText()).toMatch(/baru/i);
			expect(new Set(await page.locator('.scroll tbody tr:not(.space) td:nth-child(5)').allInnerTexts())).toEqual(new Set(['2', '3']));
			await page.getByRole('searchbox', { name: 'Saring lon' }).fill('> timur');
			expect(await page.getByRole('alert').innerText()).toContain('Bukan angka');
			await expectAccessible(page);
		}));

	it('tells what its columns hold, and of which rows', () =>
		journey(async (page) => {
			await open(page, at('SELECT code, lon FROM villages ORDER BY code', '&limit=100000&view=columns'));
			const { items } = await asked<{ items: Record<string, number>[] }>(page, '/api/v1/sql', { sql: 'SELECT count(*) - count(lon) AS missing, count(DISTINCT lon) AS different, count(*) AS n FROM villages' });
			const line = page.locator('.columns tbody tr', { hasText: 'lon' });
			const cell = async (i: number) => readNumber((await line.locator('td').nth(i).innerText()).replace(/\(.*/, ''));
			await expect.poll(() => cell(0)).toBe(items[0]?.['missing']);
			expect(await cell(1)).toBe(items[0]?.['different']);
			expect(await page.locator('.columns p').innerText()).toContain('baris yang dimuat');
			await expectAccessible(page);
		}));

	it('is drawn as a chart that the reader chooses', () =>
		journey(async (page) => {
			await open(page, at('SELECT code, name, need, gap FROM coverage_by_regency ORDER BY gap DESC NULLS LAST', '&view=chart'));
			const chart = page.getByRole('region', { name: 'Grafik' });
			await chart.waitFor();
			await page.getByLabel('Jenis').selectOption('bars');
			await expect.poll(() => chart.locator('.bar[fill]').count()).toBeGreaterThan(5);
			await page.getByLabel('Jenis').selectOption('points');
			await chart.locator('canvas').waitFor();
			await expectAccessible(page);
			await page.getByLabel('Jenis').selectOption('histogram');
			await expect.poll(() => chart.locator('rect.bin').count()).toBe(16);
			await expectAccessible(page);
		}));

	it('says on the map which areas have no value', () =>
		journey(async (page) => {
			await open(page, at("SELECT code, name, CASE WHEN code < '50' THEN area_km2 END AS known FROM provinces", '&view=map'));
			const without = page.locator('.legend li', { hasText: 'tanpa data' });
			await without.waitFor();
			const { items } = await asked<{ items: { n: number }[] }>(page, '/api/v1/sql', { sql: "SELECT count(*) AS n FROM provinces WHERE code >= '50'" });
			expect(readNumber(await without.locator('small').innerText())).toBe(items[0]?.n);
			await page.getByLabel('Warnai menurut').waitFor();
			await expectAccessible(page);
		}));

	it('of EXPLAIN is a tree with times', () =>
		journey(async (page) => {
			await open(page, at('SELECT regency_code, count(*) FROM villages GROUP BY regency_code'));
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await page.getByRole('button', { name: 'Rencana' }).click();
			const plan = page.getByRole('region', { name: 'Rencana' });
			await plan.waitFor();
			expect(await plan.locator('li li').count()).toBeGreaterThan(1);
			expect(await plan.innerText()).toMatch(/Exec[\s\S]*md[\s\S]*terlama/);
			await page.getByLabel('Rincian lengkap').check();
			expect(await plan.innerText()).toContain('output_rows');
			// The statement itself stays as it was written.
			expect(await page.locator('.cm-content').innerText()).not.toContain('EXPLAIN');
			await expectAccessible(page);
		}));

	it('of a plan that cannot be made marks the mistake where the reader wrote it', () =>
		journey(
			async (page) => {
				await open(page, at('SELECT code\nFROM vilages'));
				await page.getByRole('alert').waitFor();
				await page.getByRole('button', { name: 'Rencana' }).click();
				await expect.poll(() => page.locator('.cm-lintRange-error').allInnerTexts()).toEqual(['vilages']);
			},
			{ expected: REFUSED }
		));
});
