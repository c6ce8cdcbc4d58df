import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { asked, expectNoSidewaysScroll, open, settle } from './support/pages';
import { serve, type Served } from './support/server';

interface Detail {
	designations: { village_code: string }[];
}

// A server of its own: what is recorded here changes what every other journey would see.
describe.runIf(!process.env['DESMIGRATIF_URL'])('what people record', () => {
	let server: Served;
	beforeAll(async () => {
		server = await serve();
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
	});
	const village = '52.03.01.2001';

	it('is recorded on the profile of a village, seen at once, and withdrawn with a reason', () =>
		journey(
			async (page) => {
				await open(page, `/wilayah/${village}/`);
				const section = page.locator('#catatan');
				await section.getByText('Belum ada catatan.').waitFor();
				await section.getByRole('button', { name: 'Catat…' }).focus();
				await page.keyboard.press('Enter');
				const dialog = page.getByRole('dialog', { name: /^Catat tentang/ });
				await dialog.waitFor();
				expect(await dialog.getByLabel('Kode desa').inputValue()).toBe(village);
				await dialog.getByLabel('Tanggal').fill('besok');
				await dialog.getByLabel('Sumber').fill('SK Bupati');
				await dialog.getByLabel('Nomor SK').fill('188.45/12/2019');
				await expectAccessible(page);
				await dialog.getByRole('button', { name: 'Catat' }).click();
				// The field that is wrong says so, and has the focus.
				await expect.poll(() => dialog.getByLabel('Tanggal').getAttribute('aria-invalid')).toBe('true');
				await expect.poll(() => dialog.getByLabel('Tanggal').evaluate((input) => input === document.activeElement)).toBe(true);
				await dialog.getByLabel('Tanggal').fill('2019-04-02');
				await dialog.getByLabel('Putaran').selectOption('2019');
				await dialog.getByRole('button', { name: 'Catat' }).click();
				await section.getByText('Tercatat.').waitFor();
				await expect.poll(() => section.getByRole('row', { name: /188\.45\/12\/2019/ }).textContent()).toContain('berlaku');
				const seen = await asked<Detail>(page, `/api/v1/areas/${village}`);
				expect(seen.designations.map((one) => one.village_code)).toEqual([village]);
				await expect.poll(() => page.locator('#program').textContent()).toContain('Penetapan');
				await expectAccessible(page);
				await section.getByRole('button', { name: 'Tarik…' }).click();
				const leave = page.getByRole('dialog', { name: 'Tarik catatan ini' });
				await leave.getByLabel('Alasan').fill('Salah desa');
				await page.keyboard.press('Enter');
				await section.getByText('Belum ada catatan.').waitFor();
				expect((await asked<Detail>(page, `/api/v1/areas/${village}`)).designations).toEqual([]);
				await section.getByLabel('Tampilkan juga yang ditarik').check();
				await section.getByText(/ditarik .*Salah desa/).waitFor();
				await settle(page);
			},
			{ baseUrl: server.address, expected: [/422/] }
		));

	it('is listed on the page of the data, in English too, and fits a phone', () =>
		journey(
			async (page) => {
				await open(page, '/data?lang=en');
				const section = page.locator('#catatan');
				await section.getByLabel('Show what was withdrawn too').check();
				await section.getByText('Salah desa').waitFor();
				expect(await section.getByRole('button', { name: 'Record…' }).count()).toBe(0);
				await expectNoSidewaysScroll(page);
				await expectAccessible(page);
			},
			{ baseUrl: server.address, viewport: PHONE }
		));
});
