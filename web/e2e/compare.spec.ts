import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { readCsv, readPdf, readXlsx } from './support/documents';
import { expectRoom } from './support/overflow';
import { asked, downloaded, open, parameter, readNumber, settle } from './support/pages';

afterAll(closeBrowser);

interface Row {
	code: string;
	designated: number;
	villages: number;
	indicators: Record<string, number | null>;
}

const charts = (page: Page) => page.locator('[data-panels="charts"] [data-panel]');
const maps = (page: Page) => page.locator('[data-panels="maps"] [data-panel]');

/** Waits for charts and maps of so many areas. */
async function drawn(page: Page, areas: number, series = areas): Promise<void> {
	await expect.poll(() => maps(page).count()).toBe(areas);
	await expect.poll(() => charts(page).count()).toBe(series);
	await settle(page);
}

const four = 'level=district&parent=52.03&view=compare&series=designated';

describe('a comparison of areas', () => {
	it('puts four districts side by side, keeps what they show in the address, and prints on one A4', () =>
		journey(async (page) => {
			const { items } = await asked<{ items: { code: string; name: string }[] }>(page, '/api/v1/areas?parent=52.03&limit=4');
			await open(page, '/cakupan?level=district&parent=52.03&sort=name');
			for (const { name } of items) await page.getByRole('checkbox', { name: `Pilih ${name} untuk dibandingkan` }).first().check();
			await page.getByRole('button', { name: 'Bandingkan (4)' }).click();
			// Placements are stated of regencies: for districts the page begins with what has years.
			await drawn(page, 4);
			const subject = page.getByLabel('Ukuran pada bagan dan peta');
			expect(await subject.inputValue()).toBe('designated');
			await subject.selectOption('idm');
			await drawn(page, 4, 0);
			await subject.selectOption('designated');
			await expect.poll(() => parameter(page, 'series')).toBe('designated');
			await drawn(page, 4);
			expect(await maps(page).first().locator('path.part').count()).toBeGreaterThan(0);
			await page.reload();
			await drawn(page, 4);
			expect(await subject.inputValue()).toBe('designated');
			await expectAccessible(page);

			await page.evaluate(() => (window.print = () => document.body.setAttribute('data-printed', 'yes')));
			await page.getByRole('button', { name: 'Cetak' }).click();
			await expect.poll(() => page.locator('body').getAttribute('data-printed')).toBe('yes');
			const text = readPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
			expect(text.split('\f').length - 1, 'pages').toBe(1);
			for (const { name } of items) expect(text).toContain(name.replace(/^Kecamatan /, ''));
			expect(text).toMatch(/Versi data [0-9a-f]{16}/);
		}));

	it('says of regencies how they stand to their province and to the nation', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52&view=compare&pick=52.01,52.03&series=poverty_pct');
			// Of poverty the demonstration states villages, and no regency by year.
			await drawn(page, 2, 0);
			expect(await page.getByText('Angka menurut tahun hanya dinyatakan untuk tingkat desa').count()).toBe(1);
			const { items } = await asked<{ items: Row[] }>(page, '/api/v1/coverage/compare?codes=52.01,52.03,52');
			const of = (code: string) => items.find((one) => one.code === code);
			// Villages are counted: a share. Poverty is a rate: a difference.
			const villages = await page.getByRole('row', { name: /^Desa\/kel\./ }).getByRole('cell').first().innerText();
			expect(readNumber(/([\d.,]+)%? dari provinsi/.exec(villages.replace(/\s%/g, '%'))?.[1] ?? '')).toBeCloseTo((100 * (of('52.01')?.villages ?? 0)) / (of('52')?.villages ?? 1), 0);
			const poverty = await page.getByRole('row', { name: /miskin/i }).first().getByRole('cell').first().innerText();
			const difference = (of('52.01')?.indicators['poverty_pct'] ?? 0) - (of('52')?.indicators['poverty_pct'] ?? 0);
			expect(readNumber(/([+\-−]?[\d.,]+) thd\. provinsi/.exec(poverty)?.[1]?.replace('+', '') ?? '')).toBeCloseTo(difference, 0);
			expect(poverty).toMatch(/thd\. nasional/);
		}));

	it('gives the same scale to all charts, and a table to those who do not see them', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52&view=compare&pick=52.01,52.02,52.03&series=designated');
			await drawn(page, 3);
			const ticks = await charts(page).evaluateAll((all) => all.map((one) => [...one.querySelectorAll('svg text.tick')].map((text) => text.textContent).join(' ')));
			expect(new Set(ticks).size).toBe(1);
			expect(await charts(page).first().locator('table tbody tr').count()).toBeGreaterThan(0);
		}));

	it('is taken away as CSV, XLSX and PNG', () =>
		journey(async (page) => {
			await open(page, `/cakupan?level=regency&parent=52&view=compare&pick=52.01,52.03&series=designated`);
			await drawn(page, 2);
			const csv = await downloaded(page, () => page.getByRole('button', { name: 'Unduh CSV' }).click());
			const lines = readCsv(csv.bytes.toString('utf8'));
			expect(Object.keys(lines[0] ?? {}).filter((head) => /\((52|52\.01|52\.03|ID)\)$/.test(head))).toHaveLength(4);
			const book = await downloaded(page, () => page.getByRole('button', { name: 'XLSX cakupan' }).click());
			const cells = readXlsx(book.bytes);
			expect(cells.slice(1).map((row) => row[0]?.value).sort()).toEqual(['52.01', '52.03']);
			const years = await downloaded(page, () => page.getByRole('button', { name: 'XLSX menurut tahun' }).click());
			expect(new Set(readXlsx(years.bytes).slice(1).map((row) => row[0]?.value))).toEqual(new Set(['52.01', '52.03']));
			const picture = await downloaded(page, () => page.getByRole('button', { name: 'PNG bagan dan peta' }).click());
			expect(picture.name).toMatch(/\.png$/);
			expect(picture.bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
			expect(picture.bytes.readUInt32BE(16)).toBeGreaterThan(700);
			expect(picture.bytes.readUInt32BE(20)).toBeGreaterThan(500);
		}));

	it('leaves nothing cut on a phone, a desk and a large screen, and is accessible in the dark', async () => {
		for (const viewport of [{ width: 390, height: 844 }, { width: 1366, height: 768 }, { width: 1920, height: 1080 }]) {
			await journey(
				async (page) => {
					await open(page, `/cakupan?${four}&pick=52.03.01,52.03.02,52.03.03,52.03.04`);
					await drawn(page, 4);
					await expectRoom(page);
					await expectAccessible(page);
				},
				{ viewport, dark: true }
			);
		}
	});
});
