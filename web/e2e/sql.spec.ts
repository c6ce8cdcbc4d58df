import { afterAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, DESK, journey, PHONE } from './support/browser';
import { readCsv } from './support/documents';
import { expectColoured } from './support/map';
import { expectRoom } from './support/overflow';
import { asked, downloaded, onASlowNetwork, open, parameter, speak } from './support/pages';
import { at, REFUSED, rows, status, write } from './support/sql';

afterAll(closeBrowser);

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

describe('a statement', () => {
	it('of a named question is shared by its name and its parameters', () =>
		journey(async (page) => {
			await open(page, '/sql?question=coverage_by_regency&p.n=7');
			await expect.poll(() => status(page).innerText()).toContain('7 baris');
			expect(parameter(page, 'sql')).toBeNull();
			await page.getByLabel('$n').fill('banyak');
			expect(await page.getByText('Isi dengan angka').isVisible()).toBe(true);
			await page.getByLabel('$n').fill('5');
			await page.keyboard.press('Enter');
			await expect.poll(() => status(page).innerText()).toContain('5 baris');
			await expect.poll(() => parameter(page, 'p.n')).toBe('5');
			// Other programs find the same rows at an address of their own.
			const address = await page.getByRole('link', { name: 'Alamat data' }).getAttribute('href');
			const data = await page.request.get(address ?? '');
			expect(readCsv((await data.body()).toString().replace('\uFEFF', ''))).toHaveLength(5);
			await page.reload();
			await expect.poll(() => status(page).innerText()).toContain('5 baris');
			await page.getByRole('button', { name: 'Kembalikan nilai awal' }).click();
			await expect.poll(() => page.getByLabel('$n').inputValue()).toBe('50');
			await expectAccessible(page);
		}));

	it('of a question that nobody knows is not passed over in silence', () =>
		journey(async (page) => {
			await open(page, '/sql?question=dulu_ada');
			await expect.poll(() => page.getByRole('alert').innerText()).toContain('“dulu_ada”, yang tidak ada di sini');
			await expectAccessible(page);
		}));

	it('is run in part where a part is selected, and its mistake stands where it was written', () =>
		journey(
			async (page) => {
				await open(page, '/sql');
				await write(page, 'SELECT 1 AS one;\nSELECT code FROM vilages');
				await page.keyboard.press('Shift+Home');
				await page.getByRole('button', { name: 'Jalankan pilihan' }).waitFor();
				await page.keyboard.press('ControlOrMeta+Enter');
				await expect.poll(() => page.locator('.cm-lintRange-error').allInnerTexts()).toEqual(['vilages']);
				// A question is asked as a whole, whatever was selected before.
				await page.getByRole('button', { name: 'Pertanyaan' }).click();
				await page.locator('.material li button').first().click();
				await expect.poll(() => status(page).count()).toBe(1);
			},
			{ expected: REFUSED }
		));

	it('that is too long for an address is kept out of it, and the reader is told', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await write(page, `SELECT '${'x'.repeat(7000)}' AS long`);
			await page.keyboard.press('ControlOrMeta+Enter');
			await expect.poll(() => status(page).innerText()).toContain('1 baris');
			expect(parameter(page, 'sql')).toBeNull();
			await page.getByRole('button', { name: 'Salin tautan' }).click();
			await page.getByText('terlalu panjang untuk sebuah tautan').waitFor();
			const { name, bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Simpan .sql' }).click());
			expect(name).toMatch(/\.sql$/);
			expect(bytes.toString()).toContain('xxx');
		}));

	it('is completed with what the catalogue says of functions and columns', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await write(page, 'SELECT ST_Dista');
			await page.keyboard.press('Control+Space');
			const doc = page.locator('.cm-completionInfo');
			await expect.poll(() => doc.innerText()).toContain('ST_Distance(');
			await page.keyboard.press('Escape');
			await write(page, 'SELECT area_km FROM villages');
			for (let i = 0; i < ' FROM villages'.length; i++) await page.keyboard.press('ArrowLeft');
			await page.keyboard.press('Control+Space');
			await expect.poll(() => doc.innerText()).toMatch(/villages\.area_km2[\s\S]*satuan km²/);
		}));
});

describe('the SQL page', () => {
	it.each([{ theme: 'light' }, { theme: 'dark' }])('is accessible in both languages, $theme, in each of its views', ({ theme }) =>
		journey(
			async (page) => {
				await open(page, '/sql');
				await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
				await expectAccessible(page);
				await speak(page, 'EN');
				for (const view of ['Chart', 'Columns', 'Map']) {
					await page.getByRole('button', { name: view, exact: true }).click();
					await page.locator('.body > *').first().waitFor();
					await expectAccessible(page);
				}
				await page.locator('.legend').waitFor();
				await expectAccessible(page);
				await page.getByRole('button', { name: 'Plan', exact: true }).click();
				await page.locator('.plan li').first().waitFor();
				await expectAccessible(page);
			},
			{ dark: theme === 'dark' }
		));

	it('lets the keyboard leave the editor', () =>
		journey(async (page) => {
			await open(page, '/sql');
			await page.locator('.cm-content').focus();
			await page.keyboard.press('Tab');
			expect(await page.evaluate(() => document.activeElement?.closest('.cm-editor') === null)).toBe(true);
		}));

	it.each([PHONE, DESK])('fits a screen of $width × $height in each of its views', (viewport) =>
		journey(
			async (page) => {
				await open(page, '/sql?question=coverage_by_regency');
				await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
				await expectRoom(page, 'table');
				await page.getByRole('button', { name: 'Saring', exact: true }).click();
				await rows(page).first().locator('td').nth(2).click();
				await expectRoom(page, 'filters');
				for (const view of ['Grafik', 'Kolom', 'Peta']) {
					await page.getByRole('button', { name: view, exact: true }).click();
					await expectRoom(page, view);
				}
				await page.getByRole('button', { name: 'Rencana' }).click();
				await page.getByRole('region', { name: 'Rencana' }).waitFor();
				await page.getByLabel('Rincian lengkap').check();
				await expectRoom(page, 'plan');
				for (const tab of ['Pertanyaan', 'Riwayat']) {
					await page.getByRole('button', { name: tab }).click();
					await expectRoom(page, tab);
				}
			},
			{ viewport }
		));
});
