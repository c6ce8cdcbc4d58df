import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { expectColoured } from './support/map';
import { expectRoom } from './support/overflow';
import { open, settle, speak } from './support/pages';
import { serve, type Served } from './support/server';

const PASSWORD = 'sawah hijau di lombok';
const ANA = { login: 'ana', password: PASSWORD };
/** Before somebody signs in they are strangers, and whoever manages accounts plans nothing. */
const refused = [/401/, /403/];
const SCREENS = [390, 768, 1366, 1920].map((width) => ({ width, height: width === 390 ? 844 : 900 }));

// A server that somebody else has started has no accounts.
const own = !process.env['DESMIGRATIF_URL'];

describe.runIf(own)('who has which right where, on a map', () => {
	let server: Served;
	const post = async (page: Page, path: string, data: object, status: number) => {
		const answer = await page.request.post(path, { data });
		expect(answer.status(), `${path}: ${await answer.text()}`).toBe(status);
	};
	const signIn = (page: Page) => post(page, '/api/v1/session', ANA, 200);
	beforeAll(async () => {
		server = await serve({ DESMIGRATIF_ACCESS: 'accounts' });
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
	});
	const section = (page: Page) => page.getByRole('region', { name: /Siapa di mana|Who is where/ });

	it('begins with people who have rights here and there', () =>
		journey(
			async (page) => {
				await expect.poll(() => server.printed()).toContain('#kode=');
				const code = /#kode=(\S+)/.exec(server.printed())?.[1] ?? '';
				await post(page, '/api/v1/session/first', { ...ANA, name: 'Ana Kusuma', code }, 204);
				await signIn(page);
				const invite = (login: string, name: string, ...grants: object[]) => post(page, '/api/v1/people', { login, name, grants }, 201);
				await invite('siti', 'Siti Rahma', { role: 'regency', area: '52.03' });
				await invite('dewi', 'Dewi Lestari', { role: 'regency', area: '52.03' }, { role: 'regency', area: '33.01' });
				await invite('budi', 'Budi Santoso', { role: 'province', area: '52' });
				await invite('lama', 'Lama Sekali', { role: 'province', area: '52', until: '2020-01-01' });
			},
			{ baseUrl: server.address, expected: refused }
		));

	it('shows how many people there are, and who they are where one clicks', () =>
		journey(
			async (page) => {
				await signIn(page);
				await open(page, '/orang');
				const where = section(page);
				await expectColoured(page, 1);
				await where.getByRole('button', { name: /Nusa Tenggara Barat 3 orang/ }).click();
				await expect.poll(() => where.textContent()).toContain('Berhak di wilayah ini');
				const told = async () => (await where.getByRole('listitem').filter({ hasText: 'Ubah hak' }).allTextContents()).map((text) => text.replace(/Ubah hak/, '').replace(/\s+/g, ' ').trim());
				expect(await told()).toEqual(['Budi Santoso Provinsi 52', 'Dewi Lestari Kabupaten/kota 52.03', 'Siti Rahma Kabupaten/kota 52.03', 'Ana Kusuma Pengelola akun']);
				await expectAccessible(page);

				await where.getByRole('radio', { name: 'Kabupaten/kota' }).check();
				await where.getByRole('button', { name: /Lombok Timur 2 orang/ }).click();
				await expect.poll(told).toEqual(['Dewi Lestari Kabupaten/kota 52.03', 'Siti Rahma Kabupaten/kota 52.03', 'Ana Kusuma Pengelola akun', 'Budi Santoso Provinsi 52']);
				await settle(page);
				// The map has flown there: by the keyboard, what lies in its middle is picked.
				await where.getByRole('button', { name: /2 orang/ }).focus();
				await where.locator('canvas').focus();
				await page.keyboard.press('ArrowLeft');
				await settle(page);
				await page.keyboard.press('ArrowRight');
				await settle(page);
				await page.keyboard.press('Enter');
				await expect.poll(() => where.getByRole('heading', { level: 3 }).last().textContent()).toMatch(/\d\d\.\d\d/);
				await speak(page, 'EN');
				await expect.poll(() => where.textContent()).toContain('With a right for the whole province or country');
				await expectAccessible(page);
			},
			{ baseUrl: server.address, expected: refused }
		));

	it('an area is chosen for a right by clicking it, beside the field', () =>
		journey(
			async (page) => {
				await signIn(page);
				await open(page, '/orang');
				const where = section(page);
				await where.getByRole('button', { name: /Nusa Tenggara Barat/ }).click();
				await where.getByRole('button', { name: 'Undang orang untuk wilayah ini' }).click();
				const dialog = page.getByRole('dialog');
				// The name of the area that is chosen belongs to its label.
				const field = dialog.getByRole('combobox', { name: /^Wilayah/ });
				expect(await dialog.getByRole('combobox', { name: 'Peran' }).inputValue()).toBe('province');
				expect(await field.inputValue()).toBe('52');
				await dialog.getByRole('button', { name: 'Pilih di peta' }).click();
				const canvas = dialog.locator('canvas');
				await canvas.waitFor();
				await settle(page);
				await expectAccessible(page);
				// Somewhere on the way from Sumatra to Papua lies land.
				const box = await canvas.boundingBox();
				if (!box) throw new Error('no map');
				await expect
					.poll(async () => {
						for (const share of [0.15, 0.3, 0.45, 0.6, 0.75, 0.9]) {
							await canvas.click({ position: { x: box.width * share, y: box.height / 2 } });
							if ((await field.inputValue()) !== '52') break;
						}
						return field.inputValue();
					})
					.not.toBe('52');
				const chosen = await field.inputValue();
				expect(chosen).toMatch(/^\d\d$/);
				expect(chosen).not.toBe('52');
				await dialog.getByLabel('Nama akun').fill('rina');
				await dialog.getByLabel('Nama', { exact: true }).fill('Rina');
				await dialog.getByRole('button', { name: 'Simpan' }).click();
				await expect.poll(() => page.getByRole('row', { name: /rina/ }).textContent()).toContain(`Provinsi ${chosen}`);
			},
			{ baseUrl: server.address, expected: refused }
		));

	it.each(SCREENS)('fits a screen of $width', (viewport) =>
		journey(
			async (page) => {
				await signIn(page);
				await open(page, '/orang');
				await section(page).getByRole('button', { name: /Nusa Tenggara Barat/ }).click();
				await settle(page);
				await expectRoom(page, '/orang');
				await section(page).getByRole('button', { name: 'Undang orang untuk wilayah ini' }).click();
				await page.getByRole('dialog').getByRole('button', { name: 'Pilih di peta' }).click();
				await settle(page);
				await expectRoom(page, '/orang');
			},
			{ viewport, baseUrl: server.address, expected: refused }
		)
	);
});
