import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, journey } from './support/browser';
import { readCsv } from './support/documents';
import { expectColoured } from './support/map';
import { downloaded, open, parameter, settle } from './support/pages';
import { limit, rows } from './support/planning';
import { shownUnder, type Shown } from './support/proxy';
import { serve, type Served } from './support/server';
import { at, rows as answered, status, write } from './support/sql';

const PREFIX = '/desmigratif';
const PASSWORD = 'sawah hijau di lombok';
const SLOW = { timeout: 90_000 };
/** What a stranger asks is refused, which the browser tells its console. */
const refused = [/401/, /403/];

/** Addresses of the page that lie on its host outside of the path, as they are written. */
const leaving = (page: Page) =>
	page.locator('[href], [src]').evaluateAll((all, prefix) => {
		const written = all.map((one) => one.getAttribute('href') ?? one.getAttribute('src') ?? '');
		// Sources of the data lie elsewhere.
		return written.filter((address) => {
			const { origin, pathname } = new URL(address, document.baseURI);
			return origin === location.origin && !pathname.startsWith(`${prefix}/`);
		});
	}, PREFIX);

const path = (page: Page) => new URL(page.url()).pathname;

// A server that somebody else has started has no accounts.
describe.runIf(!process.env['DESMIGRATIF_URL'])('a server that a proxy shows under a path', () => {
	let server: Served;
	let shown: Shown;
	beforeAll(async () => {
		server = await serve({ DESMIGRATIF_ACCESS: 'accounts' });
		shown = await shownUnder(PREFIX, server.address);
	});
	afterAll(async () => {
		await closeBrowser();
		await shown.stop();
		await server.stop();
	});

	/** A journey within the path; nothing is asked of the host outside of it. */
	const within = async (run: (page: Page, base: string) => Promise<void>) => {
		await journey(run, { baseUrl: shown.address, expected: refused });
		expect(shown.strays).toEqual([]);
	};
	const signIn = async (page: Page, login: string) => {
		await page.getByLabel('Nama akun').fill(login);
		await page.getByLabel('Kata sandi').fill(PASSWORD);
		await page.getByRole('button', { name: 'Masuk' }).click();
	};
	let invitation = '';

	it('invites people to addresses below it', () =>
		within(async (page, base) => {
			await expect.poll(() => server.printed()).toContain('#kode=');
			const door = /(\/masuk#kode=\S+)/.exec(server.printed())?.[1] ?? '';
			await page.goto(base + door);
			await page.getByRole('button', { name: 'Buat administrator' }).waitFor();
			await page.getByLabel('Nama akun').fill('ana');
			await page.getByLabel('Nama', { exact: true }).fill('Ana Kusuma');
			await page.getByLabel('Kata sandi baru').fill(PASSWORD);
			await page.getByRole('button', { name: 'Buat administrator' }).click();
			await page.getByText('Silakan masuk').waitFor();
			await signIn(page, 'ana');
			await expect.poll(async () => (await page.context().cookies(base)).map((one) => [one.name.replace(/-[0-9a-f]{8}$/, ''), one.path])).toEqual([['desmigratif', PREFIX]]);
			await page.getByRole('link', { name: 'Ana Kusuma' }).click();
			expect(await leaving(page)).toEqual([]);
			await page.getByRole('link', { name: 'Orang dan hak' }).click();
			await page.getByRole('button', { name: 'Undang orang' }).click();
			await page.getByLabel('Nama akun').fill('siti');
			await page.getByLabel('Nama', { exact: true }).fill('Siti Rahma');
			await page.getByRole('combobox', { name: 'Peran' }).selectOption('planner');
			await page.getByRole('button', { name: 'Simpan' }).click();
			const sent = page.getByRole('status').filter({ hasText: 'Siti Rahma' });
			invitation = /http\S+#undangan=\S+/.exec((await sent.textContent()) ?? '')?.[0] ?? '';
			expect(invitation.startsWith(`${base}/masuk#undangan=`), invitation).toBe(true);
			await page.getByRole('link', { name: 'Ana Kusuma' }).click();
			await page.getByRole('link', { name: 'Riwayat', exact: true }).first().click();
			await expect.poll(() => page.getByRole('row', { name: /akun dibuat/ }).count()).toBe(2);
			expect(await leaving(page)).toEqual([]);
			await page.goto(`${base}/akun`);
			await page.getByRole('button', { name: 'Keluar' }).click();
			await expect.poll(() => path(page)).toBe(`${PREFIX}/masuk`);
			// The cookie of the path is taken away too.
			await page.goto(`${base}/`);
			await expect.poll(() => path(page)).toBe(`${PREFIX}/masuk`);
		}));

	it('brings whoever signs in to the page that was wanted, and from there to every other', () =>
		within(async (page, base) => {
			await page.goto(invitation);
			await page.getByLabel('Kata sandi baru').fill(PASSWORD);
			await page.getByRole('button', { name: 'Simpan kata sandi' }).click();
			await page.getByText('Silakan masuk').waitFor();
			await page.goto(`${base}/cakupan?level=regency`);
			await expect.poll(() => path(page)).toBe(`${PREFIX}/masuk`);
			expect(parameter(page, 'ke')).toBe('/cakupan?level=regency');
			await signIn(page, 'siti');
			await expect.poll(() => path(page) + new URL(page.url()).search).toBe(`${PREFIX}/cakupan?level=regency`);
			await settle(page);
			for (const [name, place] of [
				['Perencanaan', '/'],
				['Skenario', '/skenario'],
				['Cakupan', '/cakupan'],
				['SQL', '/sql'],
				['Data', '/data']
			] as const) {
				const link = page.getByRole('navigation', { name: 'Bagian utama' }).getByRole('link', { name, exact: true });
				await link.click();
				await expect.poll(() => path(page)).toBe(PREFIX + place);
				await expect.poll(() => link.getAttribute('aria-current')).toBe('page');
				await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });
				await settle(page);
				expect(await leaving(page), name).toEqual([]);
			}
			expect(await page.locator('.brand img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
			// What other programs are told names the path as well.
			const told = async <T>(address: string) => (await (await page.request.get(base + address)).json()) as T;
			expect((await told<{ tiles: string[] }>('/tiles/villages.json')).tiles[0]?.startsWith(`${base}/tiles/`)).toBe(true);
			expect((await told<{ servers: object[] }>('/api/v1/openapi.json')).servers).toEqual([{ url: PREFIX }]);
			// The page of an area, from the search, and back into the plan.
			await page.keyboard.press('/');
			await page.keyboard.type('lombok timur');
			await expect.poll(() => page.getByRole('option').first().innerText()).toContain('Lombok Timur');
			await page.keyboard.press('Shift+Enter');
			await expect.poll(() => path(page)).toBe(`${PREFIX}/wilayah/52.03/`);
			await settle(page);
			expect(await leaving(page)).toEqual([]);
			await page.reload();
			await settle(page);
			await expect.poll(() => page.getByRole('heading', { level: 1 }).innerText()).toContain('Lombok Timur');
			await page.getByRole('link', { name: 'Buka sebagai SQL' }).first().click();
			await expect.poll(() => path(page)).toBe(`${PREFIX}/sql`);
			await page.goBack();
			await expect.poll(() => path(page)).toBe(`${PREFIX}/wilayah/52.03/`);
		}), 240_000);

	it('draws the map, lists the country, asks in SQL, and makes a plan the annex of a decree', () =>
		within(async (page, base) => {
			await page.goto(`${base}/masuk`);
			await signIn(page, 'siti');
			await expect.poll(() => path(page)).toBe(`${PREFIX}/`);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await expectColoured(page, 3);
			// All candidates are read in a worker of its own.
			await page.locator('summary', { hasText: 'Urut dan saring' }).click();
			await page.getByLabel('Urutkan', { exact: true }).selectOption('name');
			await page.getByRole('searchbox', { name: 'Cari', exact: true }).fill('suka lombok');
			await page.getByText(/^\d+ dari [\d.]+ desa$/).waitFor(SLOW);
			await page.getByRole('button', { name: 'Kembali ke peringkat' }).click();

			await open(page, base + at('SELECT code FROM provinces'));
			await expect.poll(() => status(page).innerText()).toContain('38 baris');
			await write(page, 'SELECT code, name FROM regencies ORDER BY code LIMIT 7');
			await page.keyboard.press('ControlOrMeta+Enter');
			await expect.poll(() => status(page).innerText()).toContain('7 baris');
			await expect.poll(() => answered(page).count()).toBe(7);
			await expect.poll(() => path(page)).toBe(`${PREFIX}/sql`);

			await page.goto(`${base}/`);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await limit(page, { 'Jumlah desa dipilih': '6' });
			await page.getByRole('button', { name: 'Simpan sebagai skenario' }).click();
			await page.getByRole('dialog').getByLabel('Nama skenario').fill('Lampiran 2027');
			await page.getByRole('dialog').getByRole('button', { name: 'Simpan' }).click();
			await expect.poll(() => parameter(page, 'skenario')).not.toBeNull();
			await page.getByRole('region', { name: 'Skenario', exact: true }).getByRole('link', { name: 'Lampiran 2027' }).click();
			await expect.poll(() => path(page)).toContain(`${PREFIX}/skenario/`);
			expect(await leaving(page)).toEqual([]);
			await page.getByRole('button', { name: 'Bekukan …' }).click();
			await page.getByRole('button', { name: 'Bekukan versi 1' }).click();
			const list = page.getByRole('table', { name: 'Daftar 6 desa' });
			await list.waitFor(SLOW);
			const codes = await list.locator('tbody .code').allInnerTexts();
			const csv = await downloaded(page, () => page.getByRole('link', { name: 'CSV', exact: true }).click());
			expect(readCsv(csv.bytes.toString('utf8')).map((row) => row['code'])).toEqual(codes);
			const pdf = await downloaded(page, () => page.getByRole('link', { name: 'PDF', exact: true }).click());
			expect(pdf.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
			expect(await leaving(page)).toEqual([]);
		}), 240_000);
});
