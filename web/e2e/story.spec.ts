import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { readPdf } from './support/documents';
import { mapColours } from './support/map';
import { asked, downloaded, expectNoSidewaysScroll, open, parameter, settle, speak } from './support/pages';
import { serve, type Served } from './support/server';

interface Row {
	code: string;
	designated: number;
	villages_with_pillars: number;
	active_pillars: number | null;
}
const regency = '35.07';
const story = `/cakupan?level=district&parent=${regency}&view=story`;
const rowOf = async (page: Page, code: string) => (await asked<{ items: Row[] }>(page, '/api/v1/coverage?level=regency')).items.find((row) => row.code === code);

// A server of its own: what is recorded here changes what every other journey would see.
describe.runIf(!process.env['DESMIGRATIF_URL'])('the story of a region', () => {
	let server: Served;
	beforeAll(async () => {
		server = await serve();
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
	});
	const told = (tell: (page: Page) => Promise<void>, more: object = {}) => journey(tell, { ...more, baseUrl: server.address });

	it('says that nothing is recorded of pillars, and not that none is active', () =>
		told(async (page) => {
			await open(page, `/cakupan?level=regency&parent=35&sort=name`);
			const row = page.getByRole('row', { name: /Malang/ }).first();
			await row.waitFor();
			expect(await row.innerText()).toContain('tidak ada catatan');
			expect(await rowOf(page, regency)).toMatchObject({ villages_with_pillars: 0, active_pillars: null });
		}));

	it('stands on one screen: numbers, map, rounds, pillars with sign and evidence, offices, published figures', () =>
		told(async (page) => {
			const record = (pillar_no: number, state: string) => ({ village_code: '35.07.11.2008', programme: 'desmigratif', pillar_no, as_of: '2026-10-01', state, evidence: 'Berita acara 7' });
			await asked(page, '/api/v1/registry', { table: 'pillar_status', rows: [record(1, 'active'), record(2, 'active'), record(3, 'stalled')], by: 'Ani' });
			await open(page, `/cakupan?level=district&parent=${regency}`);
			await page.getByRole('button', { name: 'Cerita wilayah' }).click();
			await expect.poll(() => parameter(page, 'view')).toBe('story');
			const numbers = page.getByLabel('Lima angka');
			await numbers.waitFor();
			expect(await numbers.locator('dt').count()).toBe(5);
			await page.getByText('1 desa dengan 2 pilar aktif').waitFor();
			await page.getByText('3 desa Desmigratif tanpa catatan pilar').waitFor();
			const village = page.getByRole('group', { name: 'Pilar' }).getByRole('row', { name: /35\.07\.11\.2008/ });
			expect(await village.locator('.state.active i').allInnerTexts()).toEqual(['●', '●']);
			expect(await village.locator('.state.stalled i').allInnerTexts()).toEqual(['✕']);
			expect(await village.innerText()).toContain('Berita acara 7');
			const rounds = page.getByRole('table', { name: /^Putaran demi putaran/ });
			const { rounds: years } = await asked<{ rounds: number[] }>(page, '/api/v1/coverage');
			expect(await rounds.locator('tbody th').allInnerTexts()).toEqual(years.map(String));
			for (const name of ['Layanan Terpadu Satu Atap (LTSA)', 'Angka yang diumumkan']) await page.getByRole('heading', { name: new RegExp(name.replace(/[()]/g, '.')) }).waitFor();
			await settle(page);
			await expectAccessible(page);
			await speak(page, 'EN');
			await page.getByText('1 villages with 2 active pillars').waitFor();
			await expectAccessible(page);
			expect(await rowOf(page, regency)).toMatchObject({ villages_with_pillars: 1, active_pillars: 2 });
		}));

	it('paints every part in the class that the legend names: the classes of the whole country', () =>
		told(async (page) => {
			interface Classed {
				classes: Record<'designated' | 'need', number[]>;
				items: { designated: number; need: number | null }[];
			}
			const country = await asked<Classed>(page, '/api/v1/coverage?level=district');
			const { classes, items } = await asked<Classed>(page, `/api/v1/coverage?level=district&parent=${regency}`);
			expect(classes).toEqual(country.classes);
			const swatches = page.locator('figure figcaption .swatches li');
			const placeOf = (value: number, edges: number[]) => edges.filter((edge) => edge <= value).length;
			const hex = (rgb: string) => `#${(rgb.match(/\d+/g) ?? []).slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
			const shown = async () => await swatches.evaluateAll((all) => all.map((one) => ({ colour: getComputedStyle(one.querySelector('i') as Element).backgroundColor, text: (one.textContent ?? '').trim() })));

			// Need is not known of districts: their map shows designated villages, none and some apart.
			await open(page, story);
			await page.getByLabel('Lima angka').waitFor();
			await expect.poll(() => swatches.count()).toBe(classes.designated.length + 1);
			const legend = await shown();
			expect(legend[0]?.text).toBe(classes.designated[0] === 1 ? '0' : `0 – ${(classes.designated[0] ?? 0) - 1}`);
			const wanted = [...new Set(items.map((row) => hex(legend[placeOf(row.designated, classes.designated)]?.colour ?? '')))].sort();
			expect(wanted.length).toBeGreaterThan(1);
			await expect.poll(async () => Object.keys((await mapColours(page)).classes).sort(), { timeout: 30_000 }).toEqual(wanted);

			// Of regencies it is known: unit and year stand beside the classes, and what is not known has a name.
			const province = await asked<Classed>(page, '/api/v1/coverage?level=regency&parent=35');
			await open(page, '/cakupan?level=regency&parent=35&view=story&measure=need');
			const unknown = province.items.some((row) => row.need === null);
			await expect.poll(() => swatches.count()).toBe(province.classes.need.length + 1 + (unknown ? 1 : 0));
			expect(await page.locator('figure figcaption').first().innerText()).toMatch(/Kebutuhan.*orang.*\d{4}/);
			const needs = await shown();
			const painted = [...new Set(province.items.flatMap((row) => (row.need === null ? [] : [hex(needs[placeOf(row.need, province.classes.need)]?.colour ?? '')])))].sort();
			await expect.poll(async () => Object.keys((await mapColours(page)).classes).sort(), { timeout: 30_000 }).toEqual(painted);
		}));

	it('fits a phone', () =>
		told(
			async (page) => {
				await open(page, story);
				await page.getByLabel('Lima angka').waitFor();
				await settle(page);
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));

	it('compares rounds on one scale and goes away as one page', () =>
		told(async (page) => {
			await open(page, '/cakupan?level=regency&parent=35&view=compare&pick=35.07,35.08&series=pmi_placed');
			const charts = page.locator('[data-panels="rounds"]');
			await expect.poll(() => charts.count()).toBeGreaterThan(1);
			const tops = await charts.first().locator('svg').evaluateAll((all) => all.map((svg) => svg.querySelector('text.tick')?.textContent));
			expect(new Set(tops).size).toBe(1);
			const pillars = page.getByRole('row', { name: /^Pilar aktif/ });
			expect((await pillars.getByRole('cell').allInnerTexts()).slice(0, 2).map((text) => text.split('\n')[0])).toEqual(['2', 'tidak ada catatan']);
			const { name, bytes } = await downloaded(page, () => page.getByRole('link', { name: 'PDF satu halaman' }).click());
			expect(name).toBe('perbandingan-35.07-35.08-contoh.pdf');
			const text = readPdf(bytes);
			expect(text.split('\f').length - 1).toBe(1);
			for (const expected of ['Perbandingan cakupan', 'Malang', 'Pilar aktif', 'Peta:', 'sama untuk semua peta', 'DATA PERAGAAN']) expect(text).toContain(expected);
		}));
});
