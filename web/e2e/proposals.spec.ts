import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { readPdf } from './support/documents';
import { asked, downloaded, expectNoSidewaysScroll, open, settle } from './support/pages';
import { rows } from './support/planning';
import { serve, type Served } from './support/server';

const PASSWORD = 'sawah hijau di lombok';
const HOME = '52.03';
/** Before somebody signs in the page asks and is refused; the browser tells its console. */
const refused = [/401/, /403/];

interface Ranked {
	candidates: number;
	items: { id: string; name: string; rank: number }[];
}
interface Listed {
	items: { village_code: string; thread: { row: { kind: string; text: string } }[] }[];
}

// A server of its own, with people.
describe.runIf(!process.env['DESMIGRATIF_URL'])('a regency proposes villages', () => {
	let server: Served;
	let village: Ranked['items'][number];
	let candidates = 0;

	/** Makes an account as an administrator and its owner do. */
	async function person(cookie: string, login: string, name: string, grant: object) {
		const invited = await send('/api/v1/people', { login, name, grants: [grant] }, cookie);
		const { page } = (await invited.json()) as { page: string };
		await send('/api/v1/session/invitation', { secret: page.split('#undangan=')[1] ?? '', password: PASSWORD });
	}
	async function send(path: string, body: object, cookie = '') {
		const answer = await fetch(server.address + path, { method: 'POST', headers: { 'content-type': 'application/json', ...(cookie ? { cookie } : {}) }, body: JSON.stringify(body) });
		expect(answer.ok, `${path}: ${answer.status}`).toBe(true);
		return answer;
	}
	const cookieOf = async (login: string) => (await send('/api/v1/session', { login, password: PASSWORD })).headers.get('set-cookie')?.split(';')[0] ?? '';

	beforeAll(async () => {
		server = await serve({ DESMIGRATIF_ACCESS: 'accounts' });
		await vi.waitUntil(() => server.printed().includes('#kode='), { timeout: 10_000 });
		const code = /#kode=(\S+)/.exec(server.printed())?.[1] ?? '';
		await send('/api/v1/session/first', { code, login: 'ana', name: 'Ana Kusuma', password: PASSWORD });
		const ana = await cookieOf('ana');
		await person(ana, 'siti', 'Siti Rahma', { role: 'regency', area: HOME });
		await person(ana, 'lain', 'Lalu Lain', { role: 'regency', area: '52.02' });
		await person(ana, 'budi', 'Budi Perencana', { role: 'planner', area: null });
		const cookie = await cookieOf('budi');
		const plan = (await (await fetch(`${server.address}/api/v1/plan/default`, { headers: { cookie } })).json()) as object;
		const ranked = (await (await send('/api/v1/rankings', { ...plan, within: HOME, limit: 5 }, cookie)).json()) as Ranked;
		const last = ranked.items.at(-1);
		expect(last).toBeDefined();
		if (last) village = last;
		candidates = ranked.candidates;
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
	});

	async function signIn(page: Page, login: string) {
		await page.goto('/masuk');
		await page.getByLabel('Nama akun').fill(login);
		await page.getByLabel('Kata sandi').fill(PASSWORD);
		await page.getByRole('button', { name: 'Masuk' }).click();
		await expect.poll(() => new URL(page.url()).pathname).not.toBe('/masuk');
		await settle(page);
	}
	const options = () => ({ baseUrl: server.address, expected: refused });
	const section = (page: Page) => page.locator('#usulan');
	const number = (value: number) => value.toLocaleString('id-ID');

	it('it sees at once whether a village qualifies and where it ranks, and proposes it', () =>
		journey(async (page) => {
			await signIn(page, 'siti');
			await open(page, `/cakupan?level=district&parent=${HOME}`);
			await section(page).getByText('Belum ada desa yang diusulkan di sini.').waitFor();
			await section(page).getByRole('button', { name: 'Usulkan desa…' }).click();
			const dialog = page.getByRole('dialog', { name: /^Usulkan desa di/ });
			await dialog.getByLabel('Desa').fill(village.id);
			const match = dialog.getByRole('button', { name: new RegExp(village.name) });
			await expect.poll(() => match.textContent()).toContain(`peringkat ${number(village.rank)} dari ${number(candidates)}`);
			await expectAccessible(page);
			await match.click();
			await dialog.getByText('Semua syarat kandidat terpenuhi.').waitFor();
			await dialog.getByLabel('Alasan').fill('Banyak PMI perempuan, belum ada layanan');
			await dialog.getByLabel('Sumber atau lampiran').fill('Surat Bupati 560/12/2026');
			await expectAccessible(page);
			await dialog.getByRole('button', { name: 'Usulkan', exact: true }).click();
			await section(page).getByText(`${village.name} sudah diusulkan.`).waitFor();
			const item = section(page).getByRole('listitem').filter({ hasText: village.id }).first();
			await item.getByText(`peringkat ${number(village.rank)} dari ${number(candidates)}`).waitFor();
			await item.getByText(/di (dalam|luar) batas/).waitFor();
			await item.getByText('oleh Siti Rahma (siti)').waitFor();
			await item.getByText('Mengapa di peringkat ini').click();
			await item.getByRole('table').waitFor();
			await expectAccessible(page);
			const seen = await asked<Listed>(page, '/api/v1/proposals');
			expect(seen.items.map((one) => one.village_code)).toEqual([village.id]);
		}, options()));

	it('what it may not do is not offered', () =>
		journey(async (page) => {
			await signIn(page, 'lain');
			await open(page, `/wilayah/${HOME}/`);
			await section(page).getByText('Banyak PMI perempuan, belum ada layanan').waitFor();
			expect(await section(page).getByRole('button', { name: /Usulkan|Tarik|Kirim/ }).count()).toBe(0);
			expect(await section(page).getByText('Siti Rahma').count()).toBe(0);
		}, options()));

	it('the planner sees it in the list, alone where only proposals are wanted, and asks', () =>
		journey(async (page) => {
			await signIn(page, 'budi');
			await open(page, `/?area=${HOME}`);
			const row = rows(page).filter({ hasText: village.name }).filter({ hasText: 'diusulkan' });
			await row.first().waitFor();
			await page.locator('summary', { hasText: 'Urut dan saring' }).click();
			await page.getByLabel('hanya usulan (1)').check();
			await expect.poll(() => rows(page).count()).toBe(1);
			await expectAccessible(page);
			await rows(page).first().click();
			const card = page.getByRole('region', { name: 'Usulan desa' });
			await card.getByText('Banyak PMI perempuan, belum ada layanan').waitFor();
			await card.getByText('Belum ada pertanyaan.').waitFor();
			await card.getByLabel('Isi').fill('Berapa PMI perempuan?');
			await card.getByRole('button', { name: 'Kirim' }).click();
			await card.getByRole('listitem').filter({ hasText: 'Berapa PMI perempuan?' }).waitFor();
			await expectAccessible(page);
		}, options()));

	it('the planner prints the map with its flag and what that means, and without where it is switched off', () =>
		journey(async (page) => {
			await signIn(page, 'budi');
			await open(page, `/?area=${HOME}&level=village`);
			const flags = page.getByRole('checkbox', { name: 'Usulan desa' });
			await flags.waitFor();
			await settle(page);
			const paper = page.locator('canvas.paper-map');
			/** What is drawn for paper now: what its signs mean in words, and its pixels. */
			const printed = async () => {
				await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
				const drawn = { words: await paper.textContent(), height: await paper.evaluate((one) => (one as HTMLCanvasElement).height), picture: await paper.evaluate((one) => (one as HTMLCanvasElement).toDataURL()) };
				await page.evaluate(() => dispatchEvent(new Event('afterprint')));
				return drawn;
			};
			expect(await flags.isChecked()).toBe(true);
			const on = await printed();
			expect(on.words).toContain('Usulan desa');
			await flags.uncheck();
			await settle(page);
			const off = await printed();
			expect(off.words).not.toContain('Usulan desa');
			// The flag is gone from the map and its entry from below it.
			expect([off.height > 0, off.picture === on.picture]).toEqual([true, false]);
			await flags.check();
			await settle(page);
			const file = await downloaded(page, () => page.getByRole('button', { name: 'Simpan peta sebagai PNG' }).click());
			expect(file.bytes.subarray(1, 4).toString()).toBe('PNG');
			const text = readPdf(await page.pdf({ preferCSSPageSize: true, printBackground: true }));
			expect(text).toContain('(diusulkan)');
		}, options()));

	it('the regency answers, on a phone too, and takes the proposal back', () =>
		journey(async (page) => {
			await signIn(page, 'siti');
			await open(page, `/wilayah/${village.id}/`);
			const item = section(page).getByRole('listitem').filter({ hasText: village.id }).first();
			await item.getByText('Berapa PMI perempuan?').waitFor();
			// After a question the next word is an answer.
			await expect.poll(() => item.getByLabel('Jenis').inputValue()).toBe('answer');
			await item.getByLabel('Isi').fill('Enam dari sepuluh');
			await item.getByRole('button', { name: 'Kirim' }).click();
			await item.getByRole('listitem').filter({ hasText: 'Enam dari sepuluh' }).waitFor();
			const seen = await asked<Listed>(page, `/api/v1/proposals?area=${village.id}`);
			expect(seen.items[0]?.thread.map((one) => one.row.kind)).toEqual(['question', 'answer']);
			await expectNoSidewaysScroll(page);
			await expectAccessible(page);
			await item.getByRole('button', { name: 'Tarik usulan…' }).click();
			const leave = page.getByRole('dialog', { name: 'Tarik usulan ini' });
			await leave.getByLabel('Alasan penarikan').fill('Bupati memilih desa lain');
			await page.keyboard.press('Enter');
			await section(page).getByText('Belum ada desa yang diusulkan di sini.').waitFor();
		}, { ...options(), viewport: PHONE }));
});
