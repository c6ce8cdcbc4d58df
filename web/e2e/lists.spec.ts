import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { asked, downloaded, expectNoSidewaysScroll, open, parameter, settle, speak } from './support/pages';
import { workbook } from './support/workbook';

afterAll(closeBrowser);

const HEADING = ['Kode desa', 'Nama desa', 'Jenis', 'Tahun', 'Jenis kelamin', 'Jumlah'];
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
interface Village {
	code: string;
	name: string;
}
const villagesOf = async (page: Page, area: string) => (await asked<{ items: Village[] }>(page, `/api/v1/areas?level=village&parent=${area}&limit=1000`)).items;
const send = (page: Page, name: string, buffer: Buffer, mimeType = XLSX) => page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer });
const hasil = (page: Page) => page.locator('section[aria-labelledby=hasil]');

describe('a list of a regency', () => {
	it('is chosen by its area, and its template has the villages', () =>
		journey(async (page) => {
			await open(page, '/daftar');
			await page.getByLabel('Provinsi').selectOption('52');
			await page.getByLabel('Kabupaten/kota').selectOption('52.03');
			await expect.poll(() => parameter(page, 'area')).toBe('52.03');
			await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Lombok Timur');
			await expectAccessible(page);
			const { name, bytes } = await downloaded(page, () => page.getByRole('link', { name: 'Unduh templat XLSX' }).click());
			expect(name).toBe('daftar-desa-52.03.xlsx');
			await send(page, name, bytes);
			const villages = await villagesOf(page, '52.03');
			await hasil(page).getByText(`${villages.length} baris desa belum diisi`).waitFor();
		}));

	it('in a workbook with three bad rows is corrected on the page until all of it can be taken', () =>
		journey(async (page) => {
			await open(page, '/daftar?area=52.03');
			const [one, two, three] = await villagesOf(page, '52.03');
			if (!one || !two || !three) throw new Error('too few villages');
			const rows = [
				['DAFTAR PMI KABUPATEN LOMBOK TIMUR'],
				HEADING,
				[one.code, one.name, 'PMI', 2025, 'P', 7],
				[one.code, one.name, 'PMI', 2025, 'L', -5],
				[two.code.replaceAll('.', ''), 'Entah', 'PMI purna', 2024, '', 3],
				[three.code, three.name, 'CPMI', 2190, '', 2]
			];
			await send(page, 'daftar.xlsx', workbook(rows));
			await hasil(page).getByText('3 baris salah').waitFor();
			await hasil(page).getByText('Tidak ada yang masuk sebagian').waitFor();
			expect(await page.locator('tbody tr.error').count()).toBe(3);
			await expectAccessible(page);
			await page.getByLabel('Jumlah, baris 4').fill('5');
			await page.getByLabel('Kode desa, baris 5').fill(two.code);
			await page.getByLabel('Nama desa, baris 5').fill(two.name);
			await page.getByLabel('Tahun, baris 6').fill('2025');
			await page.getByText('3 baris diubah').waitFor();
			await page.getByLabel('Tahun, baris 6').press('Enter');
			await hasil(page).getByText('Semua baris dapat masuk.').waitFor();
			const sum = page.getByRole('row', { name: /^PMI 2025/ });
			expect((await sum.getByRole('cell').allInnerTexts()).slice(0, 5)).toEqual(['2025', '1', '12', '7', '5']);
			await speak(page, 'EN');
			await page.getByText('All rows can be taken.').waitFor();
			await expectAccessible(page);
			await speak(page, 'ID');
			await page.getByLabel('Pengirim').fill('Sari');
			await page.getByRole('button', { name: 'Kirim 4 baris' }).click();
			await page.getByRole('heading', { name: 'Tanda terima' }).waitFor();
			await page.getByText('Daftar sudah masuk').waitFor();
			await expectAccessible(page);
			const known = await asked<{ indicators: { id: string; value: number; status: string }[] }>(page, `/api/v1/areas/${one.code}`);
			expect(known.indicators.find((indicator) => indicator.id === 'pmi_reported')).toMatchObject({ value: 12, status: 'observed' });
			await page.getByText('Tarik daftar ini').first().click();
			await page.getByLabel('Alasan').fill('percobaan');
			await page.getByRole('button', { name: 'Tarik daftar ini' }).click();
			// The receipt stays, and says that the list was taken back; it can not be taken back twice.
			await page.getByText('Daftar ini sudah ditarik').waitFor();
			await page.getByRole('heading', { name: 'Tanda terima' }).waitFor();
			await expect.poll(() => page.getByText('Tarik daftar ini').count()).toBe(0);
			const after = await asked<{ indicators: { id: string }[] }>(page, `/api/v1/areas/${one.code}`);
			expect(after.indicators.some((indicator) => indicator.id === 'pmi_reported')).toBe(false);
		}));

	it('by names alone joins villages that have one, and others are chosen from a list', () =>
		journey(async (page) => {
			await open(page, '/daftar?area=52.03');
			const villages = await villagesOf(page, '52.03');
			const first = villages[0];
			if (!first) throw new Error('no village');
			const csv = `Desa;Jenis;Tahun;Jumlah\n${first.name}x;PMI;2025;4\n`;
			await send(page, 'daftar.csv', Buffer.from(csv), 'text/csv');
			await hasil(page).getByText('1 baris salah').waitFor();
			await page.getByRole('button', { name: `Pakai ${first.code}` }).click();
			await page.getByRole('button', { name: 'Periksa lagi' }).click();
			await hasil(page).getByText('Semua baris dapat masuk.').waitFor();
		}));

	it('with persons in it is refused, and nothing of them is shown', () =>
		journey(
			async (page) => {
				await open(page, '/daftar?area=52.03');
				const csv = 'Kode desa,NIK,Nama,Jenis,Tahun,Jumlah\n52.03.01.2001,5203011203900001,Siti Aminah,PMI,2025,1\n';
				await send(page, 'daftar.csv', Buffer.from(csv), 'text/csv');
				const alert = page.getByRole('alert');
				await alert.getByText('Daftar itu memuat data orang').waitFor();
				const text = await page.locator('main').innerText();
				expect(text).toContain('`NIK`');
				expect(text).not.toContain('5203011203900001');
				expect(text).not.toContain('Siti');
			},
			{ expected: [/422/] }
		));

	it('whose headings nobody knows is read as the sender says', () =>
		journey(async (page) => {
			await open(page, '/daftar?area=52.03');
			const [first] = await villagesOf(page, '52.03');
			await send(page, 'daftar.csv', Buffer.from(`KODE;BERAPA;X\n${first?.code};4;-\n`), 'text/csv');
			await page.getByText('Belum ada kolom untuk').waitFor();
		}));

	it('fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/daftar?area=52.03');
				const [first] = await villagesOf(page, '52.03');
				await send(page, 'daftar.xlsx', workbook([HEADING, [first?.code ?? '', '', 'PMI', 2025, '', -1]]));
				await hasil(page).getByText('1 baris salah').waitFor();
				await settle(page);
				await expectNoSidewaysScroll(page);
				await expectAccessible(page);
			},
			{ viewport: PHONE }
		));
});
