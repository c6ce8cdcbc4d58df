import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { serve, type Served } from './support/server';

const PASSWORD = 'sawah hijau di lombok';
/** What a stranger asks is refused, which the browser tells its console; the provider has no picture of its own. */
const refused = [/401/, /403/, /favicon\.ico/];

// A server that somebody else has started knows no provider of ours.
const own = !process.env['DESMIGRATIF_URL'];

describe.runIf(own)('a server with an OpenID provider', () => {
	let server: Served;
	let provider: ChildProcess;
	let dir: string;
	let site: string;
	beforeAll(async () => {
		provider = spawn(process.execPath, [fileURLToPath(new URL('./support/provider.js', import.meta.url))], { stdio: ['pipe', 'pipe', 'ignore'] });
		if (!provider.stdout || !provider.stdin) throw new Error('the provider has no pipes');
		const lines = createInterface({ input: provider.stdout });
		const [issuer] = (await once(lines, 'line')) as [string];
		site = issuer;
		dir = await mkdtemp(join(tmpdir(), 'desmigratif-openid-'));
		const config = join(dir, 'desmigratif.toml');
		const openid = `[openid]\nissuer = "${issuer}"\nclient_id = "desmigratif"\nclient_secret = "rahasia:dengan titik dua"\nname_id = "Masuk dengan akun kementerian"\nscopes = ["profile", "groups"]\n[openid.grants]\nperencana = ["planner"]\n`;
		await writeFile(config, `access = "accounts"\n${openid}`);
		server = await serve({}, ['--config', config]);
		const redirects = [`${server.address}/api/v1/session/openid/callback`];
		const accounts = { siti: { name: 'Siti Rahma', groups: ['perencana'] }, tamu: { name: 'Tamu', groups: ['pelatihan'] } };
		provider.stdin.write(`${JSON.stringify({ redirects, accounts })}\n`);
		await once(lines, 'line');
	});
	afterAll(async () => {
		await closeBrowser();
		await server.stop();
		provider.kill();
		await rm(dir, { recursive: true, force: true });
	});

	it('brings people back to the page that they wanted, signed in, and to the door with a reason where they may nothing', () =>
		journey(
			async (page) => {
				await expect.poll(() => server.printed()).toContain('#kode=');
				await page.goto(/(\/masuk#kode=\S+)/.exec(server.printed())?.[1] ?? '');
				await page.getByLabel('Nama akun').fill('ana');
				await page.getByLabel('Nama', { exact: true }).fill('Ana Kusuma');
				await page.getByLabel('Kata sandi baru').fill(PASSWORD);
				await page.getByRole('button', { name: 'Buat administrator' }).click();
				await page.getByText('Silakan masuk').waitFor();

				const door = page.getByRole('button', { name: 'Masuk dengan akun kementerian' });
				await page.goto('/sql?x=1');
				await door.click();
				await page.getByLabel('Account').fill('tamu');
				await page.getByRole('button', { name: 'Continue' }).click();
				const told = page.getByRole('alert');
				await expect.poll(() => told.textContent()).toContain('pelatihan');
				expect(new URL(page.url()).pathname).toBe('/masuk');
				await expectAccessible(page);

				// Whom it would name unasked was not let in: it asks who comes now.
				await door.click();
				await page.getByLabel('Account').fill('x');
				await page.getByRole('button', { name: 'Cancel' }).click();
				await expect.poll(() => told.textContent()).toContain('membatalkannya');

				// As in another browser: nobody was refused there, and whoever signs in has not shown of late who they are.
				await page.context().clearCookies({ name: /^_|-groups-/ });
				await door.click();
				await page.getByLabel('Account').fill('siti');
				await page.getByRole('button', { name: 'Continue' }).click();
				await page.getByRole('link', { name: 'Siti Rahma' }).waitFor();
				expect(new URL(page.url()).pathname + new URL(page.url()).search).toContain('/sql');

				// A token needs whoever makes it to have just shown who they are: the provider asks, and leads back here.
				await page.getByRole('link', { name: 'Siti Rahma' }).click();
				await page.getByLabel('Untuk apa').fill('QGIS');
				await page.getByRole('button', { name: 'Buat token' }).click();
				await door.click();
				await page.getByLabel('Account').fill('siti');
				await page.getByRole('button', { name: 'Continue' }).click();
				await page.getByLabel('Untuk apa').fill('QGIS');
				await page.getByRole('button', { name: 'Buat token' }).click();
				await page.getByText('Salin sekarang').waitFor();
				expect(await page.getByText('Ganti kata sandi').count()).toBe(0);
			},
			{ baseUrl: server.address, site, expected: refused }
		));
});
