import { afterAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { asked, expectNoSidewaysScroll, open, parameter, readNumber, settle, speak } from './support/pages';

afterAll(closeBrowser);

describe('a reader asks where the figures come from', () => {
	it('sees version, kind, vintage, counts, and sources with their licences', () =>
		journey(async (page) => {
			await open(page, '/data');
			expect(await page.locator('.kind').innerText()).toContain('Data contoh');
			expect(await page.locator('dl').first().innerText()).toContain('83.762');
			expect(await page.locator('dl code').first().innerText()).toMatch(/^[0-9a-f]{16}$/);
			const { version, sources } = await asked<{ version: string; sources: { title: string; licence: string }[] }>(page, '/api/v1/dataset');
			expect(await page.locator('dl code').first().innerText()).toBe(version);
			const shown = await page.locator('#sumber li').allInnerTexts();
			expect(shown).toHaveLength(sources.length);
			// A source that names no licence says so.
			for (const [i, source] of sources.entries()) expect(shown[i]).toContain(`Lisensi: ${source.licence || '–'}`);
			// In English the titles are the server's; in Indonesian those that have words are translated.
			await speak(page, 'EN');
			const english = await page.locator('#sumber li').allInnerTexts();
			for (const [i, source] of sources.entries()) expect(english[i]).toContain(source.title);
		}));

	it('finds an indicator by name, with unit, year, status, what is missing, and its distribution', () =>
		journey(async (page) => {
			await open(page, '/data');
			await page.getByRole('searchbox', { name: 'Saring indikator' }).fill('poverty_pct');
			await expect.poll(() => page.locator('#indikator li').count()).toBe(1);
			await expect.poll(() => parameter(page, 'q')).toBe('poverty_pct');
			const card = page.locator('#indikator li');
			expect(await card.locator('h3').innerText()).toContain('Penduduk miskin');
			expect(await card.innerText()).toMatch(/dari 83\.762/);
			const counts = await card.locator('figure tbody td:last-child').allTextContents();
			// Every village with a figure stands in one bar.
			const present = /([\d.]+) dari 83\.762/.exec(await card.innerText())?.[1] ?? '';
			expect(counts.map(readNumber).reduce((sum, n) => sum + n, 0)).toBe(readNumber(present));
		}));

	it('goes from a check of the join report to its lines, page by page', () =>
		journey(async (page) => {
			await open(page, '/data');
			const checks = page.locator('#laporan li', { has: page.locator('button:enabled') });
			expect(await checks.count()).toBeGreaterThan(0);
			const first = checks.first();
			const count = readNumber(await first.locator('b').innerText());
			await first.getByRole('button').click();
			await expect.poll(() => first.locator('tbody tr').count()).toBe(Math.min(50, count));
			await expect.poll(() => parameter(page, 'check')).not.toBeNull();
			// What happened is said in the reader's language: nothing of it is marked as another one.
			expect(await first.locator('td.detail [lang=en]').count()).toBe(0);
			expect(await page.locator('#sumber-model h3').innerText()).toContain('Model program ini');
			const more = first.getByRole('button', { name: 'Muat berikutnya' });
			if (await more.count()) {
				await more.click();
				await expect.poll(() => first.locator('tbody tr').count()).toBe(Math.min(100, count));
			}
		}));

	it('sees published figures that disagree beside our own count, each with its source', () =>
		journey(async (page) => {
			await open(page, '/data');
			const table = page.locator('#klaim tbody');
			await table.locator('tr').first().waitFor();
			const text = await table.innerText();
			expect(text).toContain('402');
			expect(text).toContain('503');
			expect(text).toContain('Kompas.com');
			const numbers = (column: number) => table.locator(`td:nth-of-type(${column})`).evaluateAll((all) => all.map((one) => one.firstChild?.textContent ?? ''));
			const [claimed, counted, differences] = [await numbers(2), await numbers(3), await table.locator('td:nth-of-type(4)').allInnerTexts()];
			expect(differences.some((difference) => difference.startsWith('≠'))).toBe(true);
			for (const [i, difference] of differences.entries()) {
				if (difference === '–') continue;
				const gap = readNumber(claimed[i] ?? '') - readNumber(counted[i] ?? '');
				if (gap === 0) expect(difference).toMatch(/^=/);
				else expect(readNumber(difference)).toBe(gap);
			}
		}));

	it('finds the programme’s aims, the pillars as each source words them, and both answers to whose programme it is', () =>
		journey(async (page) => {
			await open(page, '/data');
			const section = page.locator('#program');
			await section.getByRole('heading', { name: 'Tujuan' }).waitFor();
			const under = (name: string) => section.locator('.columns > div', { has: page.getByRole('heading', { name, exact: true }) });
			expect(await under('Tujuan').locator('li').count()).toBe(14);
			expect(await under('Tujuan').innerText()).toContain('basis data PMI');
			expect(await under('Alasan').locator('li').count()).toBe(3);
			const owners = await under('Pemilik program').innerText();
			expect(owners).toContain('Kementerian Ketenagakerjaan');
			expect(owners).toContain('Kementerian Desa PDTT');
			expect(await under('Bunyi pilar').locator('li').count()).toBe(12);
			const { items } = await asked<{ items: { name: string }[] }>(page, '/api/v1/sql?q=SELECT%20name%20FROM%20office_holders');
			const people = await under('Acara dan pejabat').innerText();
			for (const { name } of items) expect(people).toContain(name);
			// The names of files in which articles were kept are nobody's business.
			expect(await section.innerText()).not.toMatch(/\.txt/);
			await speak(page, 'EN');
			await section.getByRole('heading', { name: 'Aims' }).waitFor();
			expect(await section.innerText()).toContain('Every village keeps a database of its migrant workers');
		}));
});

describe('the data page', () => {
	it('is accessible in both languages and both themes', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					await open(page, '/data');
					await settle(page);
					await expectAccessible(page);
					await speak(page, 'EN');
					expect(await page.locator('.kind').innerText()).toContain('Demonstration data');
					await expectAccessible(page);
				},
				{ dark }
			);
		}
	});

	it('fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/data');
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));
});
