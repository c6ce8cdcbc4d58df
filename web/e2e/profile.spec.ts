import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { readPdf } from './support/documents';
import { expectRoom } from './support/overflow';
import { asked, open, readNumber, settle, speak } from './support/pages';

afterAll(closeBrowser);

/** For journeys that look at every level several times, in milliseconds. */
const LONG = 300_000;

interface Detail {
	code: string;
	name: string;
	children: number;
	indicators: { id: string; value: number | null; year: number; area_code: string }[];
	designations: { village_code: string }[];
	nearest_ltsa: { name: string } | null;
}

/** An area of each level: a province, and the first of each level below it. */
async function one(page: Page): Promise<string[]> {
	const codes = ['52'];
	for (let level = 0; level < 3; level += 1) {
		const { items } = await asked<{ items: { code: string }[] }>(page, `/api/v1/areas?parent=${codes.at(-1)}&limit=1`);
		codes.push(items[0]?.code ?? '');
	}
	return codes;
}

const path = (page: Page) => new URL(page.url()).pathname;

describe('the profile of an area', () => {
	it('opens from the search by keyboard, and its address opens it again', () =>
		journey(async (page) => {
			await open(page, '/cakupan');
			await page.keyboard.press('/');
			await page.keyboard.type('lombok timur');
			await expect.poll(() => page.getByRole('option').first().innerText()).toContain('Lombok Timur');
			expect(await page.getByRole('combobox', { name: 'Cari wilayah' }).getAttribute('aria-describedby')).toMatch(/hint$/);
			await page.keyboard.press('Shift+Enter');
			await expect.poll(() => path(page)).toBe('/wilayah/52.03/');
			const heading = page.getByRole('heading', { level: 1 });
			await expect.poll(() => heading.innerText()).toContain('Lombok Timur');
			await page.reload();
			await settle(page);
			await expect.poll(() => heading.innerText()).toContain('Lombok Timur');
			// On this page a choice leads to another profile, with Enter alone.
			await page.keyboard.press('/');
			await page.keyboard.type('lombok tengah');
			await expect.poll(() => page.getByRole('option').first().innerText()).toContain('Lombok Tengah');
			await page.keyboard.press('Enter');
			await expect.poll(() => path(page)).toBe('/wilayah/52.02/');
			await page.goBack();
			await expect.poll(() => path(page)).toBe('/wilayah/52.03/');
		}));

	it('takes a code without dots too, and says what is no code and what no area has', () =>
		journey(
			async (page) => {
				await open(page, '/wilayah/5203');
				await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Lombok Timur');
				await open(page, '/wilayah/lombok');
				expect(await page.getByRole('alert').innerText()).toContain('bukan kode wilayah');
				await open(page, '/wilayah/99/');
				await page.getByText('Tidak ada wilayah dengan kode itu.').waitFor();
				// A village of a regency that was given another code: where to look for it, and no guess of its own.
				await open(page, '/wilayah/91.01.01.2001/');
				await page.getByText('Kode itu sudah tidak berlaku.').waitFor();
				await page.getByText('Cari menurut nama di dalam wilayah ini').waitFor();
				await page.getByRole('link', { name: 'Kabupaten Merauke' }).click();
				await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Merauke');
			},
			{ expected: [/status of 404/] }
		));

	it('says of every level what is known and what is not, and of every indicator its year', () =>
		journey(async (page) => {
			const { items: indicators } = await asked<{ items: { id: string }[] }>(page, '/api/v1/indicators');
			for (const code of await one(page)) {
				await open(page, `/wilayah/${code}/`);
				const area = await asked<Detail>(page, `/api/v1/areas/${code}`);
				await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toBe(area.name);
				const lines = page.locator('#indikator tbody tr:not(.group)');
				await expect.poll(() => lines.count()).toBe(indicators.length);
				const said = await lines.evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent?.trim() ?? '')));
				for (const [value, year, status] of said) {
					if (value === 'Tidak ada data') continue;
					expect(year, `${code}: ${value}`).toMatch(/\d{4}/);
					expect(status, `${code}: ${value}`).not.toBe('');
				}
				expect(await page.locator('#cakupan .need').innerText()).toMatch(/\d|Tidak diketahui/);
				if (area.nearest_ltsa) await page.locator('#ltsa').getByText(area.nearest_ltsa.name).first().waitFor();
				const parts = page.locator('#bagian').locator('tbody th, li');
				expect(await parts.count(), code).toBe(area.children);
			}
		}));

	it('leads up by the trail and down by the list, and to the statement of each section', () =>
		journey(async (page) => {
			const [, regency = '', district = '', village = ''] = await one(page);
			await open(page, `/wilayah/${regency}/`);
			await page.locator('#bagian').locator('tbody th, li').getByRole('link').first().click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${district}/`);
			await page.locator('#bagian').locator('tbody th, li').getByRole('link').first().click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${village}/`);
			await page.getByRole('navigation', { name: 'Letak wilayah' }).getByRole('link').nth(2).click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${regency}/`);
			await page.locator('#bagian').waitFor();
			const links = await page.locator('article section').getByRole('link', { name: /^Buka sebagai SQL/ }).evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
			expect(links.length).toBeGreaterThanOrEqual(7);
			for (const link of links) {
				const sql = new URL(link).searchParams.get('sql') ?? '';
				const answer = await page.request.post('/api/v1/sql', { data: { sql } });
				expect([answer.status(), sql.slice(0, 60)]).toEqual([200, sql.slice(0, 60)]);
			}
		}));

	it('is reached from the card of a village, the trail of the map and the table of coverage', () =>
		journey(async (page) => {
			const [province = '', regency = '', , village = ''] = await one(page);
			await open(page, `/?sel=${village}`);
			await page.getByRole('article').getByRole('link', { name: 'Profil', exact: true }).click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${village}/`);
			await open(page, `/?area=${regency}`);
			await page.locator('.crumb').getByRole('link', { name: 'Profil' }).click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${regency}/`);
			await open(page, `/cakupan?level=regency&parent=${province}&sort=name&dir=asc`);
			await page.getByRole('link', { name: /^Profil Nusa Tenggara Barat/ }).click();
			await expect.poll(() => path(page)).toBe(`/wilayah/${province}/`);
		}));

	it('a regency finds its rank and why, as coverage has it', () =>
		journey(async (page) => {
			const { items } = await asked<{ items: { code: string; name: string; rank: number | null; gap: number; designated: number; expected: number }[] }>(page, '/api/v1/coverage?level=regency');
			const row = items.find((one) => one.rank === 1);
			if (!row) throw new Error('no regency is ranked');
			await open(page, `/wilayah/${row.code}/`);
			const why = page.locator('#cakupan .why');
			await expect.poll(() => why.innerText()).toContain(`Peringkat 1 dari ${items.filter((one) => one.rank !== null).length} wilayah`);
			const text = await why.innerText();
			expect(readNumber(/bagian sebandingnya ([\d.,]+)/.exec(text)?.[1] ?? '')).toBeCloseTo(row.expected, 2);
			expect(readNumber(/selisihnya \+?([\d.,−-]+)\./.exec(text)?.[1] ?? '')).toBeCloseTo(row.gap, 2);
			await page.getByRole('link', { name: 'Buka di Cakupan' }).click();
			await expect.poll(() => new URL(page.url()).searchParams.get('parent')).toBe(row.code);
		}));

	it('is accessible in both languages and both themes, at every level', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					for (const code of await one(page)) {
						await open(page, `/wilayah/${code}/`);
						await page.locator('#tahun').waitFor();
						await expectAccessible(page);
					}
					await speak(page, 'EN');
					await expectAccessible(page);
				},
				{ dark }
			);
		}
	}, LONG);

	it('fits a phone, a desk and a large screen', async () => {
		for (const viewport of [PHONE, { width: 1366, height: 768 }, { width: 1920, height: 1080 }]) {
			await journey(
				async (page) => {
					for (const code of await one(page)) {
						await open(page, `/wilayah/${code}/`);
						await page.locator('#tahun').waitFor();
						await expectRoom(page, `/wilayah/${code}/`);
					}
				},
				{ viewport }
			);
		}
	}, LONG);

	it('prints upright on A4 with what it is, where it stands and of which data', () =>
		journey(async (page) => {
			await open(page, '/wilayah/52.03/');
			await page.locator('#bagian').waitFor();
			const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
			const text = readPdf(pdf);
			expect(text).toContain('Lombok Timur');
			expect(text.replace(/\s+/g, '')).toContain('/wilayah/52.03/');
			expect(text).toMatch(/Versi data [0-9a-f]{16}/);
			const box = /\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)/.exec(pdf.toString('latin1'));
			expect([Math.round(Number(box?.[1])), Math.round(Number(box?.[2]))]).toEqual([595, 842]);
		}));
});
