import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { readCsv, readPdf, readXlsx } from './support/documents';
import { downloaded, expectNoSidewaysScroll, open, parameter, settle, speak } from './support/pages';
import { basketTab } from './support/planning';
import { changed, frozen, saved, signed, smallPlan } from './support/scenarios';

afterAll(closeBrowser);

const SLOW = { timeout: 90_000 };
const CODE = /\b\d\d\.\d\d\.\d\d\.\d{4}\b/g;
const dialog = (page: Page) => page.getByRole('dialog');
const bar = (page: Page) => page.getByRole('region', { name: 'Skenario', exact: true });
const ranked = (page: Page) => page.getByRole('listbox', { name: 'Peringkat desa' }).getByRole('option');

/** Opens the planning page and waits for its ranking. */
async function plan(page: Page, address: string): Promise<void> {
	await open(page, address);
	await expect.poll(() => ranked(page).count()).toBeGreaterThan(5);
}

/** Moves the first weight to its end from the keyboard. */
async function moveWeight(page: Page): Promise<void> {
	await page.getByRole('slider', { name: /^Bobot / }).first().focus();
	await page.keyboard.press('End');
}

describe('a planner keeps plans', () => {
	it('saves the plan, changes a weight, saves again, and reads in the history what changed', () =>
		journey(async (page) => {
			await plan(page, '/');
			await page.getByRole('button', { name: 'Simpan sebagai skenario' }).click();
			await dialog(page).getByRole('button', { name: 'Simpan' }).click();
			expect(await dialog(page).getByText('Isi dahulu.').count()).toBe(2);
			await expectAccessible(page);
			await dialog(page).getByLabel('Nama skenario').fill('Utamakan kebutuhan');
			await dialog(page).getByLabel('Nama Anda').fill('Siti Aminah');
			await dialog(page).getByRole('button', { name: 'Simpan' }).click();
			await expect.poll(() => parameter(page, 'skenario')).not.toBeNull();
			await bar(page).getByText('draf, versi 1').waitFor();

			await moveWeight(page);
			await bar(page).getByText('berubah sejak versi 1').waitFor();
			await bar(page).getByRole('button', { name: 'Simpan', exact: true }).click();
			expect(await dialog(page).getByLabel('Nama Anda').inputValue()).toBe('Siti Aminah');
			expect(await dialog(page).getByRole('listitem').first().innerText()).toMatch(/^Bobot PMI per 1\.000 penduduk\s+40%\s*→\s*100%$/);
			await dialog(page).getByLabel('Catatan perubahan').fill('Hanya kebutuhan');
			await dialog(page).getByRole('button', { name: 'Simpan' }).click();
			await bar(page).getByText('draf, versi 2').waitFor();

			// The address alone brings the saved version back, unchanged.
			await page.goto(`/?skenario=${parameter(page, 'skenario')}`);
			await bar(page).getByText('draf, versi 2').waitFor();
			await expect.poll(() => page.getByRole('slider', { name: /^Bobot / }).first().inputValue()).toBe('1');

			await bar(page).getByRole('link', { name: 'Riwayat' }).click();
			const history = page.getByRole('region', { name: 'Riwayat' });
			await history.getByText('menyimpan versi 2').waitFor();
			const events = await history.locator('ol > li').allInnerTexts();
			expect(events).toHaveLength(2);
			expect(events[0]).toContain('Siti Aminah');
			expect(events[0]).toContain('“Hanya kebutuhan”');
			expect(events[0]).toContain('Bobot PMI per 1.000 penduduk');
			// The second event continues the hash of the first.
			const [second, first] = events.map((text) => /([0-9a-f]{8}) → ([0-9a-f]{8})/.exec(text) ?? []);
			expect(second?.[1]).toBe(first?.[2]);
			await expectAccessible(page);
		}));

	it('finds the villages that were picked by hand again with the scenario', () =>
		journey(async (page) => {
			await plan(page, '/');
			await ranked(page).nth(0).locator('.take').click();
			await ranked(page).nth(1).locator('.take').click();
			expect(await basketTab(page).innerText()).toBe('Keranjang 2/50');
			await page.getByRole('button', { name: 'Simpan sebagai skenario' }).click();
			await dialog(page).getByLabel('Nama skenario').fill('Dipilih tangan');
			await dialog(page).getByLabel('Nama Anda').fill('Siti Aminah');
			await dialog(page).getByRole('button', { name: 'Simpan' }).click();
			await expect.poll(() => parameter(page, 'skenario')).not.toBeNull();
			await bar(page).getByText('draf, versi 1').waitFor();

			await page.goto(`/?skenario=${parameter(page, 'skenario')}`);
			await bar(page).getByText('draf, versi 1').waitFor();
			await expect.poll(() => basketTab(page).innerText()).toBe('Keranjang 2/50');
			expect(await bar(page).getByText('berubah sejak').count()).toBe(0);
			await ranked(page).nth(1).locator('.take').click();
			await bar(page).getByText('berubah sejak versi 1').waitFor();
			await bar(page).getByRole('button', { name: 'Simpan', exact: true }).click();
			expect(await dialog(page).getByRole('listitem').first().innerText()).toMatch(/^Keranjang\s+2 desa\s*→\s*1 desa \(\+0 −1\)$/);
		}));

	it('is told who was quicker, and keeps the own change as a copy', () =>
		journey(
			async (page) => {
				const scenario = await saved(page, 'Diubah berdua', await smallPlan(page));
				await plan(page, `/?skenario=${scenario.id}`);
				await moveWeight(page);
				await changed(page, scenario, await smallPlan(page, (own) => (own.constraints['count'] = 9)), 'Budi Santoso');
				await bar(page).getByRole('button', { name: 'Simpan', exact: true }).click();
				await dialog(page).getByLabel('Nama Anda').fill('Siti Aminah');
				await dialog(page).getByRole('button', { name: 'Simpan' }).click();
				await dialog(page).getByText('Budi Santoso menyimpan versi 2').waitFor();
				expect(await dialog(page).getByRole('listitem').allInnerTexts()).toEqual([expect.stringMatching(/Jumlah desa dipilih\s+6\s*→\s*9/)]);
				await expectAccessible(page);
				await dialog(page).getByRole('button', { name: 'Simpan sebagai salinan' }).click();
				await bar(page).getByRole('link', { name: 'Diubah berdua (salinan)' }).waitFor();
				await expect.poll(() => parameter(page, 'skenario')).not.toBe(scenario.id);
			},
			{ expected: [/412/] }
		));

	it('duplicates a scenario from the list and opens the copy on the map', () =>
		journey(async (page) => {
			await saved(page, 'Untuk disalin', await smallPlan(page));
			await open(page, '/skenario');
			await page.getByRole('searchbox', { name: 'Saring nama' }).fill('untuk disalin');
			await page.getByRole('button', { name: 'Salin Untuk disalin' }).first().click();
			await dialog(page).getByLabel('Nama Anda').fill('Siti Aminah');
			await dialog(page).getByRole('button', { name: 'Buat salinan' }).click();
			await page.getByRole('heading', { level: 1, name: 'Untuk disalin (salinan)' }).waitFor();
			await page.getByRole('link', { name: 'Buka di peta' }).click();
			await bar(page).getByText('Untuk disalin (salinan)').waitFor();
			await expect.poll(() => ranked(page).count()).toBeGreaterThan(5);
		}));
});

describe('a planner compares scenarios', () => {
	it('sees who is in both, sorts, filters, and takes the same villages as a file', () =>
		journey(async (page) => {
			const need = await saved(page, 'Banding: kebutuhan', await smallPlan(page, (own) => own.criteria.forEach((one, i) => (one.weight = i === 0 ? 0.6 : one.weight))));
			const even = await saved(page, 'Banding: merata', await smallPlan(page, (own) => (own.constraints['per_province'] = { max: 1 })));
			await open(page, '/skenario');
			await page.getByRole('searchbox', { name: 'Saring nama' }).fill('banding:');
			const compare = page.getByRole('button', { name: 'Bandingkan', exact: true });
			expect(await compare.isDisabled()).toBe(true);
			await page.locator(`tr:has(a[href="/skenario/${need.id}"])`).getByRole('checkbox').check();
			await page.locator(`tr:has(a[href="/skenario/${even.id}"])`).getByRole('checkbox').check();
			await compare.click();
			await expect.poll(() => parameter(page, 'ids')).toBe(`${need.id},${even.id}`);

			const villages = page.getByRole('table', { name: 'Desa yang dipilih' });
			await villages.waitFor(SLOW);
			const rows = villages.locator('tbody tr');
			const wheres = await rows.locator('td.in').allInnerTexts();
			const counted = { both: wheres.filter((text) => text.trim() === 'A B').length, a: wheres.filter((text) => text.trim() === 'A').length };
			expect(counted.both + counted.a).toBe(6);
			const pair = page.getByRole('table', { name: 'Dua per dua' }).locator('tbody tr');
			const figures = await pair.getByRole('cell').allInnerTexts();
			expect(figures.slice(0, 2).map((text) => text.replace(/\D/g, ''))).toEqual([String(counted.both), String(counted.a)]);
			expect(figures[4]).toMatch(/^\d/);
			expect(Math.abs(Number(figures[5]?.replace(',', '.')))).toBeLessThanOrEqual(1);

			await expect.poll(() => page.getByRole('region', { name: 'Beda rencana' }).innerText()).toMatch(/Paling banyak per provinsi\s+bebas\s*→\s*1/);

			await villages.getByRole('button', { name: 'Peringkat B' }).click();
			await expect.poll(() => parameter(page, 'urut')).toBe('rank:1');
			const ranks = (await rows.locator('td:nth-of-type(5)').allInnerTexts()).map((text) => Number(text.replaceAll('.', '')));
			expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
			await settle(page);
			await expectAccessible(page);

			const shown = await rows.locator('td.code').allInnerTexts();
			const file = await downloaded(page, () => page.getByRole('button', { name: /^Unduh CSV/ }).click());
			expect(readCsv(file.bytes.toString('utf8')).map((row) => row['code'])).toEqual(shown);
			await page.getByRole('button', { name: /^hanya di A/ }).click();
			expect(await rows.count()).toBe(counted.a);
		}));

	it('can call a comparison off', () =>
		journey(async (page) => {
			const slow = await smallPlan(page, (own) => (own.constraints['count'] = 150));
			const ids: string[] = [];
			for (let i = 1; i <= 6; i += 1) ids.push((await saved(page, `Lama ${i}`, slow)).id);
			await page.goto(`/skenario/banding?ids=${ids.join(',')}`);
			await page.getByRole('progressbar').first().waitFor();
			await page.getByRole('button', { name: 'Batalkan' }).first().click();
			await page.getByText('Perbandingan dibatalkan.').waitFor();
			expect(await page.getByRole('button', { name: 'Hitung lagi' }).count()).toBe(1);
		}));
});

describe('a list becomes the annex of a decree', () => {
	it('is frozen, and holds the same rows in the same order in all four files', () =>
		journey(async (page) => {
			const scenario = await saved(page, 'Lampiran 2027', await smallPlan(page, (own) => (own['round'] = '2027')));
			await plan(page, `/?skenario=${scenario.id}`);
			await moveWeight(page);
			await bar(page).getByRole('link', { name: 'Riwayat' }).click();
			await page.getByRole('button', { name: 'Bekukan …' }).click();
			await dialog(page).getByText('Pembekuan tidak dapat dibatalkan.').waitFor();
			// What is on the map is not what will be frozen.
			await dialog(page).getByText('Yang dibekukan adalah versi 1, bukan yang di peta.').waitFor();
			await dialog(page).getByLabel('Nomor').fill('12/HK/2027');
			await dialog(page).getByLabel('Tanggal').fill('2027-03-01');
			await dialog(page).getByLabel('Ditetapkan di').fill('Jakarta');
			await dialog(page).getByLabel('Nama Anda').fill('Siti Aminah');
			await expectAccessible(page);
			await dialog(page).getByRole('button', { name: 'Bekukan versi 1' }).click();

			const list = page.getByRole('table', { name: 'Daftar 6 desa' });
			await list.waitFor(SLOW);
			const shown = await list.locator('tbody tr').evaluateAll((all) => all.map((row) => row.querySelector('.code')?.textContent ?? ''));
			expect(shown).toHaveLength(6);
			expect(shown).toEqual([...shown].sort());
			const hash = await page.locator('dd[title^="Tercetak"] code').innerText();
			expect(hash).toMatch(/^[0-9a-f]{64}$/);
			await expectAccessible(page);

			const get = (name: string) => downloaded(page, () => page.getByRole('link', { name, exact: true }).click());
			const csv = await get('CSV');
			expect(csv.name).toMatch(/^lampiran-2027-[0-9a-f]{8}(-peragaan)?\.csv$/);
			expect([...csv.bytes.subarray(0, 3)], 'Excel reads UTF-8 only behind a byte order mark').toEqual([0xef, 0xbb, 0xbf]);
			const rows = readCsv(csv.bytes.toString('utf8'));
			expect(rows.map((row) => row['code'])).toEqual(shown);
			expect(new Set(rows.map((row) => row['annex_hash']))).toEqual(new Set([hash]));

			const geojson = JSON.parse((await get('GeoJSON')).bytes.toString('utf8')) as { decree_number: string; features: { id: string; properties: Record<string, unknown> }[] };
			expect(geojson.decree_number).toBe('12/HK/2027');
			expect(geojson.features.map((feature) => feature.properties['code'])).toEqual(shown);

			const sheet = readXlsx((await get('Excel (XLSX)')).bytes);
			const head = sheet.findIndex((row) => row.some((cell) => cell.value === 'Kode Kemendagri'));
			const column = sheet[head]?.find((cell) => cell.value === 'Kode Kemendagri')?.column;
			const codes = sheet.slice(head + 1).map((row) => row.find((cell) => cell.column === column));
			expect(codes.map((cell) => cell?.value)).toEqual(shown);
			expect(codes.every((cell) => cell?.text)).toBe(true);

			const text = readPdf((await get('PDF')).bytes);
			expect([...text.matchAll(CODE)].map(([code]) => code)).toEqual(shown);
			expect(text).toContain('12/HK/2027');
			expect(text).toContain(hash);

			// The same values, not only the same codes.
			for (const [i, row] of rows.entries()) expect(Number(row['score'])).toBe(geojson.features[i]?.properties['score']);
			// What was frozen does not change any more.
			expect(await page.getByRole('button', { name: 'Bekukan …' }).count()).toBe(0);
		}));

	it('has a letter for any village that competed, in the list or not', () =>
		journey(async (page) => {
			const scenario = await saved(page, 'Surat', await smallPlan(page));
			await frozen(page, scenario);
			await open(page, `/skenario/${scenario.id}`);
			const list = page.getByRole('table', { name: 'Daftar 6 desa' });
			const [name = '', code = ''] = [await list.locator('tbody th').first().innerText(), await list.locator('.code').first().innerText()];
			await page.getByLabel('Surat untuk satu desa').fill(name);
			const inside = page.getByRole('button', { name: `Unduh surat ${name}` }).filter({ hasText: code });
			const letter = await downloaded(page, () => inside.click());
			expect(letter.name).toContain(code);
			expect(readPdf(letter.bytes)).toContain(name);
			await page.getByLabel('Surat untuk satu desa').fill('Arjo');
			const other = page.getByRole('button', { name: /^Unduh surat Arjo/ }).first();
			await other.waitFor();
			expect(readPdf((await downloaded(page, () => other.click())).bytes)).toContain('Arjo');
		}));
});

describe('regencies, provinces and the ministry sign', () => {
	it('in this order, and a refusal says who has to approve first', () =>
		journey(
			async (page) => {
				const scenario = await saved(page, 'Untuk ditandatangani', await smallPlan(page));
				const { regencies } = (await frozen(page, scenario)).frozen;
				await open(page, `/skenario/${scenario.id}`);
				const form = page.getByRole('form', { name: 'Beri keputusan' });
				const submit = form.getByRole('button', { name: 'Bubuhkan' });
				await form.getByRole('radio', { name: 'kementerian' }).check();
				await form.getByText(/^Sebelum kementerian memutuskan, ini harus menyetujui lebih dahulu: \p{L}/u).waitFor();
				expect(await submit.isDisabled()).toBe(true);

				await form.getByLabel('Nama penanda tangan').fill('Siti Aminah');
				for (let left = regencies.length; left > 0; left -= 1) {
					await form.getByRole('radio', { name: 'kabupaten/kota' }).check();
					await submit.click();
					await page.getByText(left > 1 ? `${left - 1} menunggu` : 'lengkap').first().waitFor();
				}

				// A regency sends the list back while the page still believes that the province may sign.
				const last = regencies.at(-1) ?? '';
				const province = last.split('.')[0] ?? '';
				await form.getByRole('radio', { name: 'provinsi' }).check();
				await form.getByLabel('Wilayah').selectOption(province);
				await signed(page, scenario.id, { level: 'regency', area: last, decision: 'returned', comment: 'Periksa datanya' });
				await submit.click();
				await form.getByText(/^Sebelum provinsi memutuskan/).waitFor();
				await page.getByText('Periksa datanya').first().waitFor();

				await form.getByRole('radio', { name: 'kabupaten/kota' }).check();
				await submit.click();
				await form.getByText('Tercatat.').waitFor();
				await form.getByRole('radio', { name: 'provinsi' }).check();
				await form.getByLabel('Wilayah').selectOption({ label: 'seluruh daftar' });
				await submit.click();
				await expect.poll(() => form.getByRole('radio', { name: 'kementerian' }).isChecked()).toBe(true);

				await form.getByRole('radio', { name: 'Kembalikan' }).check();
				await submit.click();
				expect(await form.getByText('Daftar yang dikembalikan perlu catatan: mengapa.').count()).toBe(1);
				await expectAccessible(page);
				await form.getByRole('radio', { name: 'Setujui' }).check();
				await submit.click();
				await page.getByText('Kementerian sudah menyetujui. Daftar ini tertutup.').waitFor();
				expect(await page.getByRole('table').filter({ hasText: 'Keputusan' }).locator('tbody tr').count()).toBe(regencies.length + 4);
				await page.getByRole('region', { name: 'Riwayat' }).getByText('menyetujui atas nama kementerian').waitFor();
				await open(page, '/skenario');
				expect(await page.locator(`tr:has(a[href="/skenario/${scenario.id}"])`).innerText()).toContain('ditandatangani');
			},
			{ expected: [/409/] }
		));
});

describe('the pages of scenarios', () => {
	it('are accessible in both languages and both themes, and fit a phone', async () => {
		for (const dark of [false, true]) {
			await journey(
				async (page) => {
					const scenario = await saved(page, 'Tampilan', await smallPlan(page));
					if (dark) await frozen(page, scenario);
					for (const address of ['/skenario', `/skenario/${scenario.id}`]) {
						await open(page, address);
						await expectNoSidewaysScroll(page);
						await expectAccessible(page);
						await speak(page, 'EN');
						await expectAccessible(page);
						await speak(page, 'ID');
					}
				},
				{ dark, viewport: PHONE }
			);
		}
	});

	it('say what is wrong with an address that leads nowhere', () =>
		journey(
			async (page) => {
				await open(page, '/skenario/tidak-ada');
				await page.getByText('Skenario itu tidak ada.').waitFor();
				await open(page, '/skenario/banding?ids=satu');
				await page.getByText('Pilih 2 sampai 6 skenario').waitFor();
				await plan(page, '/?skenario=tidak-ada');
				await bar(page).getByText('Skenario itu tidak ada.').waitFor();
			},
			{ expected: [/404/] }
		));
});
