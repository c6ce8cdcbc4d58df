import { afterAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { asked, downloaded, expectNoSidewaysScroll, open, parameter, readNumber, settle, speak } from './support/pages';

afterAll(closeBrowser);

const names = 'tbody:not(.references) th[scope=row] a:not(.profile)';

describe('a regional government looks at its coverage', () => {
	it('goes from the country to a regency and sees its districts, with the country beside them', () =>
		journey(async (page) => {
			await open(page, '/cakupan');
			await expect.poll(() => page.locator(names).count()).toBe(38);
			expect(await page.locator('.references tr').count()).toBe(1);

			await page.getByRole('link', { name: 'Nusa Tenggara Barat' }).first().click();
			await expect.poll(() => page.locator(names).count()).toBe(10);
			await expect.poll(() => parameter(page, 'parent')).toBe('52');
			await expect.poll(() => page.locator('.references th').allInnerTexts()).toEqual(['Indonesia (jumlah)', 'Nusa Tenggara Barat (jumlah)']);

			await page.locator(names, { hasText: 'Lombok Tengah' }).click();
			await expect.poll(() => parameter(page, 'level')).toBe('district');
			await settle(page);
			// The trail's last name comes with its own request.
			await expect
				.poll(() => page.locator('nav[aria-label="Letak wilayah"]').innerText())
				.toMatch(/Indonesia[\s\S]*Nusa Tenggara Barat[\s\S]*Lombok Tengah/);

			await page.goBack();
			await expect.poll(() => page.locator(names).count()).toBe(10);
		}));

	it('sorts by any column, with missing figures last, and the address remembers it', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52');
			await page.getByRole('button', { name: 'Desa/kel.' }).click();
			await expect.poll(() => parameter(page, 'sort')).toBe('villages');
			const counts = async () => (await page.locator('tbody:not(.references) td:nth-of-type(3)').allInnerTexts()).map(readNumber);
			const falling = await counts();
			expect(falling).toEqual([...falling].sort((a, b) => b - a));

			await page.getByRole('button', { name: 'Desa/kel.' }).click();
			await expect.poll(() => parameter(page, 'dir')).toBe('asc');
			await page.reload();
			await expect.poll(async () => (await counts()).length).toBe(10);
			expect(await counts()).toEqual([...falling].reverse().sort((a, b) => a - b));
		}));

	it('asks for the mean of three years, in the address and with the doubt in words', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52');
			const answer = page.waitForResponse((response) => response.url().includes('/api/v1/coverage?') && response.url().includes('years=3') && response.url().includes('parent=52'));
			await page.getByRole('combobox', { name: 'Angka' }).selectOption('3');
			const { items } = (await (await answer).json()) as { items: { need: number | null }[] };
			await expect.poll(() => parameter(page, 'years')).toBe('3');
			await page.getByText(/^Rata-rata tiga tahun berturut-turut/).first().waitFor();
			const unknown = items.filter((one) => one.need === null).length;
			await expect.poll(() => page.locator('tbody:not(.references) td .none').filter({ hasText: 'tanpa tiga tahun' }).count()).toBe(unknown * 5);
			// No table holds that mean: there is no statement that would answer with these rows.
			expect(await page.getByRole('link', { name: 'Buka sebagai SQL' }).count()).toBe(0);
			await expectAccessible(page);
			await page.goBack();
			await expect.poll(() => parameter(page, 'years')).toBeNull();
		}));

	it('takes away exactly the rows on the screen, marked as demonstration', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52&sort=name');
			await expect.poll(() => page.locator(names).count()).toBe(10);
			const shown = await page.locator(names).allInnerTexts();
			const file = await downloaded(page, () => page.getByRole('button', { name: /Unduh CSV/ }).click());
			const lines = file.bytes.toString('utf8').replace(/^\uFEFF/, '').trim().split('\r\n');
			expect(lines[0]).toContain('code,name,level');
			expect(lines.slice(1, 11).map((line) => line.split(',')[1])).toEqual(shown);
			expect(lines.slice(1).every((line) => line.endsWith('(demonstration)'))).toBe(true);
		}));

	it('compares three regencies side by side and can add a fourth', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52');
			for (const name of ['Lombok Barat', 'Lombok Tengah', 'Lombok Timur']) await page.getByRole('checkbox', { name: new RegExp(name) }).check();
			await page.getByRole('button', { name: 'Bandingkan (3)' }).click();
			const heads = page.locator('thead th.area');
			await expect.poll(() => heads.count()).toBe(4);
			const { items } = await asked<{ items: { code: string; need: number | null; designated: number }[] }>(page, '/api/v1/coverage?level=regency&parent=52');
			const of = (code: string) => items.find((one) => one.code === code);
			const row = page.getByRole('row', { name: /^Desmigratif/ });
			expect((await row.getByRole('cell').allInnerTexts()).slice(0, 3).map(readNumber)).toEqual(['52.01', '52.02', '52.03'].map((code) => of(code)?.designated));

			const add = page.getByLabel('Tambah wilayah');
			await add.selectOption(await add.locator('option', { hasText: 'Dompu' }).getAttribute('value').then((value) => value ?? ''));
			await expect.poll(() => heads.count()).toBe(5);
			expect(parameter(page, 'pick')?.split(',')).toHaveLength(4);
			await expectAccessible(page);
		}));

	it('opens what is on the screen as a statement that gives the same rows', () =>
		journey(async (page) => {
			await open(page, '/cakupan?level=regency&parent=52&sort=name');
			await expect.poll(() => page.locator(names).count()).toBe(10);
			const shown = await page.locator(names).allInnerTexts();
			await page.getByRole('link', { name: 'Buka sebagai SQL' }).click();
			const rows = page.locator('.scroll tbody tr:not(.space)');
			await expect.poll(() => rows.count()).toBe(10);
			const column = (await page.locator('.scroll thead .head').allInnerTexts()).indexOf('name');
			expect(await page.locator(`.scroll tbody tr:not(.space) td:nth-child(${column + 2})`).allInnerTexts()).toEqual(shown);
		}));
});

describe('the coverage page', () => {
	it('is accessible in both languages and both themes', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					await open(page, '/cakupan?level=regency&parent=52');
					await expectAccessible(page);
					await speak(page, 'EN');
					expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Coverage');
					expect(await page.locator('html').getAttribute('lang')).toBe('en');
					await expectAccessible(page);
				},
				{ dark }
			);
		}
	});

	it('fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/cakupan?level=regency&parent=52');
				await expect.poll(() => page.locator(names).count()).toBe(10);
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));
});
