import { afterAll, describe, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { closeBrowser, journey } from './support/browser';
import { expectRoom } from './support/overflow';
import { asked, open, settle } from './support/pages';
import { basketNames, limit, optimise, rows } from './support/planning';
import { saved, smallPlan } from './support/scenarios';

afterAll(closeBrowser);

/** A phone, a tablet, the size that the application is designed for, and a large screen. */
const SCREENS = [
	{ width: 390, height: 844 },
	{ width: 768, height: 1024 },
	{ width: 1366, height: 768 },
	{ width: 1920, height: 1080 }
];

describe.each(SCREENS)('on a screen of $width × $height', (viewport) => {
	it('no page is wider than the screen, and no field or button is cut', () =>
		journey(
			async (page) => {
				const { id } = await saved(page, `Lebar ${viewport.width}`, await smallPlan(page));
				const { id: other } = await saved(page, `Lebar ${viewport.width} pembanding`, await smallPlan(page));
				const { items } = await asked<{ items: { code: string }[] }>(page, '/api/v1/villages?limit=2');
				for (const address of ['/', `/?sel=${items[0]?.code}`, `/?sel=${items[0]?.code},${items[1]?.code}`, '/?panel=basket', '/?tool=second', '/?tool=equity', '/cakupan', '/cakupan?level=regency&parent=52', '/cakupan?level=regency&parent=52&pick=52.01,52.02,52.03&view=compare', '/wilayah/52/', '/wilayah/52.03/', '/data', '/sql', '/skenario', `/skenario/${id}`, `/skenario/banding?ids=${id},${other}`, '/tidak-ada']) {
					await open(page, address);
					await expectRoom(page, address);
				}
			},
			// SvelteKit itself tells the console of an address that no page has; of villages that do not compete the server
			// explains nothing, which the page words.
			{ viewport, expected: [/tidak-ada/, /rankings\/explain\)$/] }
		), 300_000);

	it('the limits of a plan stay whole, also when the names of all areas are there', () =>
		journey(
			async (page) => {
				await open(page, '/');
				await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
				if (viewport.width <= 900) await page.getByRole('tab', { name: 'Kriteria' }).click();
				await limit(page, { 'Jumlah desa dipilih': '3', 'Jarak antardesa paling dekat (km)': '5' });
				await page.getByLabel('Tambah wilayah').focus();
				await expect.poll(() => page.getByLabel('Tambah wilayah').locator('option').count()).toBeGreaterThan(500);
				await settle(page);
				await expectRoom(page);
				const field = page.getByLabel('Jumlah desa dipilih');
				const [narrow, whole] = await field.evaluate((one) => [(one as HTMLInputElement).clientWidth, one.closest('form')?.clientWidth ?? 0]);
				expect(narrow).toBeGreaterThan(60);
				expect(whole).toBeLessThanOrEqual(viewport.width);
			},
			{ viewport }
		));
});

it('folded panels leave the buttons and the way back of the map free', () =>
	journey(async (page) => {
		await open(page, '/');
		const folds = page.getByRole('button', { name: 'Lipat panel' });
		await expect.poll(() => folds.count()).toBe(2);
		await folds.first().click();
		await folds.first().click();
		const tabs = page.getByRole('button', { name: /^Buka panel/ });
		await expect.poll(() => tabs.count()).toBe(2);
		const boxes = async (of: Locator) => (await Promise.all((await of.all()).map((one) => one.boundingBox()))).flatMap((box) => box ?? []);
		const [covering, free] = [await boxes(tabs), await boxes(page.locator('.zoom button, .crumb nav'))];
		expect(free.length).toBeGreaterThanOrEqual(4);
		const meet = covering.flatMap((a) => free.filter((b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height));
		expect(meet).toEqual([]);
	}));

it('an anchor scrolls the page below the header, not the header away', () =>
	journey(async (page) => {
		await open(page, '/data');
		await page.getByRole('link', { name: 'Sumber dan lisensi' }).first().click();
		await expect.poll(() => page.locator('#sumber').boundingBox().then((box) => box?.y ?? 1e6)).toBeLessThan(700);
		expect(await page.getByRole('banner').boundingBox()).toMatchObject({ y: 0 });
		expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(page.viewportSize()?.height);
	}));

it('a plan that was optimised is as wide as before', () =>
	journey(async (page) => {
		await open(page, '/');
		await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
		await limit(page, { 'Jumlah desa dipilih': '3' });
		const width = () => page.getByLabel('Jumlah desa dipilih').evaluate((field) => Math.round(field.getBoundingClientRect().right));
		const before = await width();
		await optimise(page);
		await settle(page);
		expect(await width()).toBe(before);
		await expectRoom(page);
	}));

it('open limits leave the criteria as they are: both share one scroll, and the button stays', () =>
	journey(async (page) => {
		await open(page, '/');
		await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
		const whole = () => page.locator('.criteria').evaluate((box) => [box.clientHeight, box.scrollHeight]);
		const before = await whole();
		await limit(page, { 'Jumlah desa dipilih': '3' });
		const [height, content] = await whole();
		expect(height).toBe(content);
		// Changing a limit may add the button that takes it back.
		expect(height).toBeGreaterThanOrEqual(before[0] ?? 0);
		// The reader is taken to the limits; criteria are one scroll away, and the button is there in both places.
		const count = page.getByLabel('Jumlah desa dipilih');
		const button = page.getByRole('button', { name: /^Optimalkan/ });
		const inView = async (what: typeof count) => {
			const box = await what.boundingBox();
			return box !== null && box.y >= 52 && box.y + box.height <= 768;
		};
		expect([await inView(count), await inView(button)]).toEqual([true, true]);
		await page.locator('.criteria').evaluate((box) => box.scrollIntoView({ block: 'start' }));
		expect([await inView(page.getByRole('slider', { name: /^Bobot / }).first()), await inView(button)]).toEqual([true, true]);
	}));

it('paper shows the whole map of the coverage in its box, and the basket of a plan', () =>
	journey(async (page) => {
		await open(page, '/cakupan?level=regency&parent=52');
		await page.emulateMedia({ media: 'print' });
		const [canvas, frame] = await Promise.all([page.locator('figure .frame canvas').first().boundingBox(), page.locator('figure .frame').boundingBox()]);
		expect(canvas?.width).toBeCloseTo(frame?.width ?? 0, 0);
		expect(canvas?.height).toBeCloseTo(frame?.height ?? 0, 0);
		const shape = await page.locator('figure .frame canvas').first().evaluate((one) => (one as HTMLCanvasElement).width / (one as HTMLCanvasElement).height);
		expect((frame?.width ?? 0) / (frame?.height ?? 1)).toBeCloseTo(shape, 1);
		await page.emulateMedia({ media: 'screen' });

		await open(page, '/');
		await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
		await limit(page, { 'Jumlah desa dipilih': '25' });
		await optimise(page);
		const chosen = (await basketNames(page)).sort();
		expect(chosen).toHaveLength(25);
		await page.emulateMedia({ media: 'print' });
		const sheet = page.locator('.sheet table').first();
		await expect.poll(() => sheet.locator('caption').innerText()).toContain('Keranjang: 25 desa');
		expect((await sheet.locator('tbody tr td:nth-child(2)').allInnerTexts()).sort()).toEqual(chosen);
	}));
