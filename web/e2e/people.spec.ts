import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { expectNoSidewaysScroll, settle } from './support/pages';
import { serve, type Served } from './support/server';

const PASSWORD = 'sawah hijau di lombok';
/** What a stranger asks is refused, which the browser tells its console. */
const refused = [/401/, /403/];

// A server that somebody else has started has no accounts.
const own = !process.env['DESMIGRATIF_URL'];

describe.runIf(own)('a server with accounts', () => {
	let server: Served;
	beforeAll(async () => {
		server = await serve({ DESMIGRATIF_ACCESS: 'accounts' });
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
	});

	const signIn = async (page: Page, login: string, password = PASSWORD) => {
		await page.getByLabel('Nama akun').fill(login);
		await page.getByLabel('Kata sandi').fill(password);
		await page.getByRole('button', { name: 'Masuk' }).click();
	};
	let invitation = '';

	it('its first administrator is made with the address that it printed, and invites a regency', () =>
		journey(
			async (page) => {
				await expect.poll(() => server.printed()).toContain('#kode=');
				const address = /(\/masuk#kode=\S+)/.exec(server.printed())?.[1] ?? '';
				await page.goto(address);
				// The door for those with an account has a field of this name too, until the server has said that there is none.
				await page.getByRole('button', { name: 'Buat administrator' }).waitFor();
				await page.getByLabel('Nama akun').fill('ana');
				await page.getByLabel('Nama', { exact: true }).fill('Ana Kusuma');
				await page.getByLabel('Kata sandi baru').fill('pendek');
				await expectAccessible(page);
				await page.getByLabel('Kata sandi baru').fill(PASSWORD);
				await page.getByRole('button', { name: 'Buat administrator' }).click();
				await page.getByText('Silakan masuk').waitFor();
				await signIn(page, 'ana');
				await page.getByRole('link', { name: 'Ana Kusuma' }).click();
				await page.getByRole('link', { name: 'Orang dan hak' }).click();
				await page.getByRole('button', { name: 'Undang orang' }).click();
				await page.getByLabel('Nama akun').fill('siti');
				await page.getByLabel('Nama', { exact: true }).fill('Siti Rahma');
				await page.getByRole('combobox', { name: 'Peran' }).selectOption('regency');
				await page.getByRole('combobox', { name: 'Wilayah', exact: true }).fill('52.03');
				await page.getByRole('button', { name: 'Simpan' }).click();
				const sent = page.getByRole('status').filter({ hasText: 'Siti Rahma' });
				invitation = /(\/masuk#undangan=\S+)/.exec((await sent.textContent()) ?? '')?.[1] ?? '';
				expect(invitation).toContain('undangan=');
				await expect.poll(() => page.getByRole('row', { name: /siti/ }).textContent()).toContain('Kabupaten/kota 52.03');
				await expectAccessible(page);
				await page.goto('/riwayat');
				await expect.poll(() => page.getByRole('row', { name: /akun dibuat/ }).count()).toBe(2);
				await expectAccessible(page);
			},
			{ baseUrl: server.address, expected: refused }
		));

	it('who was invited sets a password, comes back to the page that was wanted, and leaves', () =>
		journey(
			async (page) => {
				await page.goto(invitation);
				await page.getByLabel('Kata sandi baru').fill('kebun kopi di sembalun');
				await page.getByRole('button', { name: 'Simpan kata sandi' }).click();
				await page.getByText('Silakan masuk').waitFor();
				await page.goto('/cakupan?level=regency');
				await expect.poll(() => new URL(page.url()).pathname).toBe('/masuk');
				await signIn(page, 'siti', 'salah salah salah');
				await page.getByRole('alert').filter({ hasText: 'salah' }).waitFor();
				await signIn(page, 'siti', 'kebun kopi di sembalun');
				await expect.poll(() => new URL(page.url()).pathname).toBe('/cakupan');
				await settle(page);
				await page.getByRole('link', { name: 'Siti Rahma' }).click();
				await page.getByText('Kabupaten/kota 52.03').waitFor();
				await page.getByLabel('Untuk apa').fill('QGIS');
				await page.getByRole('button', { name: 'Buat token' }).click();
				await page.getByText(/desmigratif_/).waitFor();
				await expectAccessible(page);
				await page.getByRole('button', { name: 'Keluar' }).click();
				await expect.poll(() => new URL(page.url()).pathname).toBe('/masuk');
				await page.getByRole('heading', { name: 'Masuk' }).waitFor();
				await page.goto('/');
				await expect.poll(() => new URL(page.url()).pathname).toBe('/masuk');
				expect(await page.getByRole('link', { name: 'Cakupan' }).count()).toBe(0);
			},
			{ baseUrl: server.address, expected: refused }
		));

	it('somebody sees where they are signed in and ends it elsewhere; whoever manages accounts ends it everywhere', () =>
		journey(
			async (page) => {
				const credentials = { login: 'siti', password: 'kebun kopi di sembalun' };
				const elsewhere = await fetch(`${server.address}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(credentials) });
				const cookie = elsewhere.headers.get('set-cookie')?.split(';')[0] ?? '';
				const status = async () => (await fetch(`${server.address}/api/v1/areas?level=province`, { headers: { cookie } })).status;
				expect(await status()).toBe(200);
				await page.goto('/masuk');
				await signIn(page, credentials.login, credentials.password);
				await page.getByRole('link', { name: 'Siti Rahma' }).click();
				const places = page.locator('section', { has: page.getByRole('heading', { name: 'Di mana saya masuk' }) });
				await expect.poll(() => places.getByRole('listitem').count()).toBe(2);
				await expect.poll(() => places.getByText('peramban ini').count()).toBe(1);
				await expectAccessible(page);
				await places.getByRole('button', { name: 'Akhiri semua yang lain' }).click();
				await places.getByRole('status').waitFor();
				expect(await places.getByRole('listitem').count()).toBe(1);
				expect(await status()).toBe(401);

				await page.getByRole('button', { name: 'Keluar' }).click();
				await signIn(page, 'ana');
				await page.getByRole('link', { name: 'Ana Kusuma' }).click();
				await page.getByRole('link', { name: 'Orang dan hak' }).click();
				await page.getByRole('row', { name: /siti/ }).getByRole('button', { name: 'Akhiri semua sesi masuk' }).click();
				await page.getByRole('status').filter({ hasText: 'Siti Rahma tidak lagi masuk' }).waitFor();
				await expectAccessible(page);
				await expectNoSidewaysScroll(page);
			},
			{ baseUrl: server.address, expected: refused }
		));

	it('the door fits a phone', () =>
		journey(
			async (page) => {
				await page.goto('/masuk');
				await page.getByLabel('Nama akun').waitFor();
				await expectNoSidewaysScroll(page);
			},
			{ baseUrl: server.address, viewport: PHONE, expected: refused }
		));
});
