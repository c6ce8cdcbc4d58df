import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, journey } from './support/browser';
import { asked, expectNoSidewaysScroll, open, settle } from './support/pages';
import { limit, optimise, rows } from './support/planning';
import { saved, smallPlan } from './support/scenarios';

afterAll(closeBrowser);

/** A phone, a tablet, the size that the application is designed for, and a large screen. */
const SCREENS = [
	{ width: 390, height: 844 },
	{ width: 768, height: 1024 },
	{ width: 1366, height: 768 },
	{ width: 1920, height: 1080 }
];

/** Fields, buttons and lists whose box is cut by an edge of something that does not scroll sideways, as readers would find them. */
async function cut(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		// Tables and the places in the header may be scrolled sideways; a panel may not.
		const scrolls = (at: Element) => /auto|scroll/.test(getComputedStyle(at).overflowX) && at.matches('nav, :has(> table)');
		const found: string[] = [];
		for (const field of document.querySelectorAll<HTMLElement>('input, select, textarea, button')) {
			const box = field.getBoundingClientRect();
			if (!field.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || box.width < 2 || field.closest('.visually-hidden')) continue;
			for (let at = field.parentElement; at; at = at.parentElement) {
				if (scrolls(at)) break;
				const edge = at === document.documentElement ? { left: 0, right: window.innerWidth } : at.getBoundingClientRect();
				const clips = at === document.documentElement || getComputedStyle(at).overflowX !== 'visible';
				if (clips && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
					found.push(`${field.tagName.toLowerCase()} "${field.getAttribute('aria-label') ?? field.textContent?.trim().slice(0, 40) ?? ''}" ${Math.round(box.left)} to ${Math.round(box.right)} in ${at.tagName.toLowerCase()}.${at.className} ${Math.round(edge.left)} to ${Math.round(edge.right)}`);
					break;
				}
			}
		}
		return found;
	});
}

async function expectRoom(page: Page, address = ''): Promise<void> {
	await expectNoSidewaysScroll(page);
	expect(await cut(page), address).toEqual([]);
}

describe.each(SCREENS)('on a screen of $width × $height', (viewport) => {
	it('no page is wider than the screen, and no field or button is cut', () =>
		journey(
			async (page) => {
				const { id } = await saved(page, `Lebar ${viewport.width}`, await smallPlan(page));
				const { items } = await asked<{ items: { code: string }[] }>(page, '/api/v1/villages?limit=1');
				for (const address of ['/', `/?sel=${items[0]?.code}`, '/?panel=basket', '/cakupan', '/cakupan?level=regency&parent=52', '/cakupan?level=regency&parent=52&pick=52.01,52.02,52.03&view=compare', '/data', '/sql', '/skenario', `/skenario/${id}`]) {
					await open(page, address);
					await expectRoom(page, address);
				}
			},
			{ viewport }
		));

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
		const boxes = async (of: ReturnType<Page['locator']>) => (await Promise.all((await of.all()).map((one) => one.boundingBox()))).flatMap((box) => box ?? []);
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
