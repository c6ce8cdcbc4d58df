import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { asked, open, parameter, readNumber, settle, speak } from './support/pages';
import { rows, undo } from './support/planning';

afterAll(closeBrowser);

interface Rows {
	items: Record<string, unknown>[];
}
/** How many villages satisfy a condition, as the server counts them. */
const count = async (page: Page, where: string) => Number((await asked<Rows>(page, '/api/v1/sql', { sql: `SELECT count(*) AS n FROM village_indicators WHERE ${where}` })).items[0]?.['n']);
const whereOf = async (page: Page) => (await asked<{ candidates: { where: string } }>(page, '/api/v1/plan/default')).candidates.where;
const panel = (page: Page) => page.locator('details', { has: page.locator('summary', { hasText: 'Siapa yang bersaing' }) }).first();
const lines = (page: Page) => panel(page).locator('li:has(button.words)');
/** The numbers that the lines say they leave, once all are counted. */
async function left(page: Page): Promise<number[]> {
	const numbers = () => lines(page).evaluateAll((all) => all.map((one) => one.querySelector('.num')?.textContent ?? ''));
	await expect.poll(async () => (await numbers()).every((one) => /\d/.test(one))).toBe(true);
	return (await numbers()).map(readNumber);
}
async function openForm(page: Page) {
	await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
	await page.locator('summary', { hasText: 'Siapa yang bersaing' }).click();
}
/** A condition that lacks figures somewhere, written into the address. */
const GATED = "kind <> 'kelurahan' AND NOT designated AND ";

describe('who competes is a form', () => {
	it('with a line for each condition, in words, and the villages that it leaves', () =>
		journey(async (page) => {
			await open(page, '/');
			await openForm(page);
			const where = await whereOf(page);
			const parts = where.split(' AND ');
			await expect.poll(() => lines(page).count()).toBe(parts.length);
			const counted = await left(page);
			for (let n = 1; n <= parts.length; n += 1) expect(counted[n - 1], parts.slice(0, n).join(' AND ')).toBe(await count(page, parts.slice(0, n).join(' AND ')));
			expect(await lines(page).allInnerTexts().then((all) => all.join(' '))).not.toMatch(/<>|NOT |>=/);
			await expectAccessible(page);
		}));

	it('where an indicator is asked for by its histogram, changed, and taken back', () =>
		journey(async (page) => {
			await open(page, '/');
			await openForm(page);
			const where = await whereOf(page);
			const before = await lines(page).count();
			const add = panel(page).getByRole('combobox', { name: 'Tambah syarat' });
			const id = 'poverty_pct';
			await add.selectOption(id);
			await expect.poll(() => lines(page).count()).toBe(before + 1);
			await expect.poll(() => parameter(page, 'where')).toBe(`${where} AND ${id} IS NOT NULL`);
			const line = lines(page).last();
			await line.getByRole('img', { name: /^Sebaran / }).waitFor();
			await line.locator('.fields select').selectOption('range');
			const low = line.getByRole('spinbutton', { name: /paling sedikit/ });
			await low.fill('12.5');
			await low.blur();
			await expect.poll(() => parameter(page, 'where')).toBe(`${where} AND ${id} >= 12.5`);
			await expect.poll(async () => (await left(page)).at(-1)).toBe(await count(page, `${where} AND ${id} >= 12.5`));
			expect(await line.locator('rect.outside').count()).toBeGreaterThan(0);
			await expectAccessible(page);
			for (let n = 0; n < 3; n += 1) await undo(page).click();
			await expect.poll(() => lines(page).count()).toBe(before);
			await expect.poll(() => parameter(page, 'where')).toBeNull();
		}));

	it('where areas are named, and SQL stands behind it', () =>
		journey(async (page) => {
			await open(page, '/');
			await openForm(page);
			const where = await whereOf(page);
			await panel(page).getByRole('combobox', { name: 'Tambah syarat' }).selectOption('area');
			await lines(page).last().getByRole('combobox', { name: 'Tambah wilayah' }).selectOption('52');
			await expect.poll(() => parameter(page, 'where')).toBe(`${where} AND province_code IN ('52')`);
			expect(await lines(page).last().innerText()).toMatch(/nusa tenggara barat/i);

			await panel(page).getByText('lihat sebagai SQL').click();
			const text = panel(page).locator('form textarea').last();
			expect(await text.inputValue()).toBe(`${where} AND province_code IN ('52')`);
			await text.fill("province_code = '52' AND length(name) > 12");
			await panel(page).getByRole('button', { name: 'Terapkan' }).click();
			await expect.poll(() => lines(page).count()).toBe(2);
			// What the form has no fields for stays as it was written.
			expect(await lines(page).last().innerText()).toContain('length(name) > 12');
			await expect.poll(async () => left(page)).toEqual([await count(page, "province_code = '52'"), await count(page, "province_code = '52' AND length(name) > 12")]);
		}));

	it('where a single programme is named, counted beside what cannot be assessed', () =>
		journey(async (page) => {
			await open(page, '/');
			await openForm(page);
			const where = await whereOf(page);
			await panel(page).getByRole('combobox', { name: 'Tambah syarat' }).selectOption('programme');
			const out = `${where} AND code NOT IN (SELECT village_code FROM designations WHERE programme = 'desmigratif')`;
			await expect.poll(() => parameter(page, 'where')).toBe(out);
			const line = lines(page).last();
			await expect.poll(() => line.innerText()).toMatch(/belum ditetapkan dalam Desa Migran Produktif/i);
			await expect.poll(async () => (await left(page)).at(-1)).toBe(await count(page, out));
			await line.getByRole('combobox').last().selectOption('yes');
			await expect.poll(() => parameter(page, 'where')).toContain(' AND code IN (SELECT village_code');
			// The page and the ranking ask the same: nobody is in the programme and in none.
			await expect.poll(async () => (await left(page)).at(-1)).toBe(0);
			await expectAccessible(page);
		}));

	it('where imputed figures take part only if the plan says so, in the address and in undo', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			const on = page.getByRole('switch', { name: 'Pakai juga angka perkiraan (imputasi)' });
			const how = encodeURIComponent(JSON.stringify({ missing: 'interval', method: 'wsm', include_imputed: true }));
			const asking = page.waitForRequest((request) => request.url().endsWith('/api/v1/rankings') && (request.postData() ?? '').includes('"include_imputed":true'));
			await open(page, `/?v=2&how=${how}`);
			await asking;
			await expect.poll(() => on.isChecked()).toBe(true);
			await page.getByText('Rencana resmi tidak memakainya.').first().waitFor();
			await expectAccessible(page);
			await on.press('Space');
			await expect.poll(() => parameter(page, 'how')).toBeNull();
			expect(await undo(page).getAttribute('title')).toContain('angka perkiraan');
			await undo(page).click();
			await expect.poll(() => parameter(page, 'how')).toContain('include_imputed');
		}));

	it('where an area is drawn on the map', () =>
		journey(async (page) => {
			await open(page, '/?area=52');
			await openForm(page);
			await settle(page);
			await panel(page).getByRole('combobox', { name: 'Tambah syarat' }).selectOption('drawn');
			await page.getByRole('button', { name: 'Gambar di peta' }).click();
			for (const [x, y] of [[560, 260], [800, 260], [800, 480], [560, 480]] as const) {
				await page.mouse.click(x, y);
				await page.waitForTimeout(400);
			}
			await page.getByRole('button', { name: 'Selesai menggambar' }).click();
			await expect.poll(() => parameter(page, 'where')).toContain('ST_Contains(ST_GeomFromText(');
			const drawn = (await left(page)).at(-1) ?? 0;
			expect(drawn).toBe(await count(page, parameter(page, 'where') ?? ''));
			expect(drawn).toBeLessThan(await count(page, await whereOf(page)));
			// The clicks drew and picked nothing.
			await expect.poll(() => parameter(page, 'area')).toBe('52');
		}));
});

describe('a village that does not compete', () => {
	it('reads in words what keeps it out', () =>
		journey(async (page) => {
			const where = await whereOf(page);
			const one = (await asked<Rows>(page, '/api/v1/sql', { sql: `SELECT code FROM village_indicators WHERE kind = 'kelurahan' ORDER BY code LIMIT 1` })).items[0]?.['code'];
			await open(page, `/?sel=${String(one)}`);
			const card = page.getByRole('article');
			await expect.poll(() => card.innerText()).toContain('Desa ini berjenis kelurahan.');
			expect(await card.innerText()).not.toContain(where);
			await speak(page, 'EN');
			await expect.poll(() => card.innerText()).toMatch(/Its kind: .*kelurahan/);
		}));

	it('because its figure is unknown cannot be assessed: it is counted, listed and hatched, never zero', () =>
		journey(async (page) => {
			// A figure that only some villages have, whichever the dataset is.
			const { items } = await asked<{ items: { id: string; present: number; missing: number; tile: object | null }[] }>(page, '/api/v1/indicators');
			const partial = items.filter((one) => one.present > 0 && one.missing > 0 && one.tile).sort((a, b) => b.missing - a.missing)[0];
			expect(partial).toBeDefined();
			const where = `${GATED}${partial?.id} >= 0`;
			const unknown = await count(page, `(${where}) IS NULL`);
			expect(unknown).toBeGreaterThan(0);
			await open(page, `/?v=2&where=${encodeURIComponent(where)}`);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			const said = page.locator('summary', { hasText: 'tidak dapat dinilai' });
			await expect.poll(async () => readNumber((await said.innerText()).trim())).toBe(unknown);
			await said.click();
			const first = (await asked<Rows>(page, '/api/v1/sql', { sql: `SELECT code, name FROM village_indicators WHERE (${where}) IS NULL ORDER BY code LIMIT 1` })).items[0];
			const entry = page.locator('details:has(> summary:has-text("tidak dapat dinilai")) li').first();
			await expect.poll(() => entry.innerText()).toContain(String(first?.['name']));
			await entry.getByRole('button').click();
			const card = page.getByRole('article');
			await expect.poll(() => card.innerText()).toContain('Desa ini tidak dapat dinilai');
			await expect.poll(() => parameter(page, 'sel')).toBe(first?.['code']);
		}));
});
