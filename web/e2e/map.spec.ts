import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { asked, downloaded, open, parameter, readNumber, settle } from './support/pages';
import { rows } from './support/planning';

afterAll(closeBrowser);

interface Listed {
	id: string;
	name_id: string;
	mean: number | null;
	tile: object | null;
}

const legend = (page: Page, name: string | RegExp = /^Skor prioritas/) => page.getByRole('region', { name });
const heading = (page: Page, name?: string | RegExp) => legend(page, name).getByRole('heading').innerText();
const classes = (page: Page, name?: string | RegExp) => legend(page, name).locator('li').allInnerTexts();
const starts = (name: string) => new RegExp(`^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')} ·`);

/** Two indicators that the map can show, whichever the dataset is. */
async function two(page: Page): Promise<[Listed, Listed]> {
	const { items } = await asked<{ items: Listed[] }>(page, '/api/v1/indicators');
	const [a, b] = items.filter((one) => one.tile && one.mean !== null);
	if (!a || !b) throw new Error('the dataset has no two indicators');
	return [a, b];
}

describe('the map of the country', () => {
	it('is coloured by district where a pixel would hold several villages, and says so', () =>
		journey(async (page) => {
			await open(page, '/?level=village');
			await expect.poll(() => heading(page)).toContain('rata-rata kecamatan');
			await legend(page).getByText('sepiksel memuat banyak desa').waitFor();
			await page.goto('/?level=village&map=9/-8.6/116.3');
			await expect.poll(() => heading(page)).toContain('skor desa');
			expect(await legend(page).getByText('sepiksel memuat banyak desa').count()).toBe(0);
		}));

	it('is cut into classes as the reader chooses, and the address keeps the choice', () =>
		journey(async (page) => {
			await open(page, '/?level=district');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			const choice = legend(page).getByRole('combobox', { name: 'Kelas' });
			const seen = new Set<string>();
			for (const one of ['quantile', 'equal', 'natural']) {
				await choice.selectOption(one);
				await expect.poll(() => parameter(page, 'breaks')).toBe(one === 'quantile' ? null : one);
				await settle(page);
				seen.add(JSON.stringify(await classes(page)));
			}
			expect(seen.size).toBe(3);
			const natural = await classes(page);
			await page.reload();
			await expect.poll(() => choice.inputValue()).toBe('natural');
			await expect.poll(() => classes(page)).toEqual(natural);
			// The score has no middle that means something.
			expect(await choice.locator('option').allInnerTexts()).not.toContain('Dua arah');
		}));

	it('shows an indicator around the country\'s mean, with unit, year and source', () =>
		journey(async (page) => {
			const [one] = await two(page);
			await open(page, '/?level=regency');
			await legend(page).getByLabel('Isi peta').selectOption(one.id);
			const own = starts(one.name_id);
			await legend(page, own).waitFor();
			await expect.poll(() => parameter(page, 'show')).toBe(one.id);
			await legend(page, own).getByRole('combobox', { name: 'Kelas' }).selectOption('diverging');
			await legend(page, own).getByText('Tengah: rata-rata nasional').waitFor();
			expect(await legend(page, own).innerText()).toMatch(/Tahun (\d{4}|–)/);
			await expect.poll(() => classes(page, own).then((all) => all.length)).toBe(7);
			await expectAccessible(page);
		}));
});

describe('two maps side by side', () => {
	it('are swiped with the keyboard, each with its legend', () =>
		journey(async (page) => {
			const [one, other] = await two(page);
			await open(page, `/?show=${one.id}&swipe=${other.id}&level=province`);
			await legend(page, starts(one.name_id)).waitFor();
			await legend(page, starts(other.name_id)).waitFor();
			const border = page.getByRole('slider', { name: 'Batas kedua peta' });
			await border.focus();
			const place = async () => ((await border.boundingBox())?.x ?? 0) + ((await border.boundingBox())?.width ?? 0) / 2;
			const before = await place();
			await page.keyboard.press('ArrowRight');
			expect(await border.getAttribute('aria-valuenow')).toBe('52');
			await expect.poll(place).toBeGreaterThan(before);
			await page.keyboard.press('Home');
			expect(await border.getAttribute('aria-valuenow')).toBe('0');
			await page.keyboard.press('PageUp');
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Akhiri perbandingan' }).click();
			await expect.poll(() => border.count()).toBe(0);
			await expect.poll(() => parameter(page, 'swipe')).toBeNull();
		}));
});

describe('villages of an area on the map', () => {
	const panel = (page: Page) => page.locator('.tool');
	const counted = async (page: Page) => readNumber((await panel(page).locator('[role=status] b').innerText()).replace(/ desa.*/, ''));

	it('are found by coordinates in a circle, a polygon and a corridor, as the server counts them', () =>
		journey(async (page) => {
			const { items } = await asked<{ items: { lon: number; lat: number }[] }>(page, '/api/v1/villages?limit=1');
			const { lon = 0, lat = 0 } = items[0] ?? {};
			const circle = await asked<{ total: number }>(page, `/api/v1/villages?near=${lon},${lat}&radius_m=20000&limit=1`);
			await open(page, '/?tool=within');
			await panel(page).getByRole('button', { name: 'Lingkaran' }).click();
			await panel(page).getByLabel('Pusat: bujur, lintang').fill(`${lon}, ${lat}`);
			await panel(page).getByLabel('Jari-jari (km)').fill('20');
			await panel(page).getByRole('button', { name: 'Cari desa' }).click();
			await expect.poll(() => counted(page)).toBe(circle.total);
			await expect.poll(() => parameter(page, 'shape')).toBe(`circle:20,${lon},${lat}`);

			const ring = [[lon - 0.2, lat - 0.2], [lon + 0.2, lat - 0.2], [lon + 0.2, lat + 0.2], [lon - 0.2, lat + 0.2]];
			const polygon = await asked<{ total: number }>(page, '/api/v1/villages/search?limit=1', { type: 'Polygon', coordinates: [[...ring, ring[0]]] });
			await panel(page).getByRole('button', { name: 'Poligon' }).click();
			await panel(page).getByLabel(/^Sudut: /).fill(ring.map((corner) => corner.join(', ')).join('\n'));
			await panel(page).getByRole('button', { name: 'Cari desa' }).click();
			await expect.poll(() => counted(page)).toBe(polygon.total);

			await panel(page).getByRole('button', { name: 'Koridor' }).click();
			await panel(page).getByLabel(/^Garis: /).fill(`${lon}, ${lat}\n${lon + 0.3}, ${lat}`);
			await panel(page).getByLabel('Jarak ke kiri dan kanan (km)').fill('10');
			await panel(page).getByRole('button', { name: 'Cari desa' }).click();
			await expect.poll(() => parameter(page, 'shape')).toMatch(/^corridor:10,/);
			await expect.poll(() => counted(page)).toBeGreaterThan(0);
			const found = await counted(page);
			await expectAccessible(page);
			// The statement counts the same.
			const href = await panel(page).getByRole('link', { name: 'Buka sebagai SQL' }).getAttribute('href');
			const sql = new URL(href ?? '', page.url()).searchParams.get('sql') ?? '';
			const answer = await asked<{ items: unknown[] }>(page, '/api/v1/sql', { sql, limit: 10_000 });
			expect(answer.items).toHaveLength(found);
		}));

	it('are none of a shape that is none: the form says what is wrong', () =>
		journey(async (page) => {
			await open(page, '/?tool=within');
			await panel(page).getByLabel(/^Sudut: /).fill('116.3, -8.5\n116.4, -8.6');
			await panel(page).getByRole('button', { name: 'Cari desa' }).click();
			await panel(page).getByRole('alert').getByText('sedikitnya tiga sudut').waitFor();
			await panel(page).getByLabel(/^Sudut: /).fill('di sini');
			await panel(page).getByRole('button', { name: 'Cari desa' }).click();
			await panel(page).getByRole('alert').getByText('bujur dan lintang').waitFor();
			expect(parameter(page, 'shape')).toBeNull();
		}));

	it('are drawn by clicks that pick nothing, and Escape ends the drawing', () =>
		journey(async (page) => {
			await open(page, '/?area=52&tool=within');
			await panel(page).getByRole('button', { name: 'Gambar di peta' }).click();
			await page.mouse.click(560, 260);
			await page.keyboard.press('Escape');
			await panel(page).getByRole('button', { name: 'Gambar di peta' }).click();
			for (const [x, y] of [[560, 260], [800, 260], [800, 480]] as const) {
				await page.mouse.click(x, y);
				await page.waitForTimeout(400);
			}
			await panel(page).getByRole('button', { name: 'Selesai menggambar' }).click();
			await expect.poll(() => parameter(page, 'shape')).toMatch(/^polygon:/);
			expect(parameter(page, 'area')).toBe('52');
		}));
});

describe('the map leaves the screen', () => {
	it.each([undefined, PHONE])('as a PNG of what is shown (%j)', (viewport) =>
		journey(
			async (page) => {
				const [one] = await two(page);
				await open(page, `/?show=${one.id}&level=province`);
				const { name, bytes } = await downloaded(page, () => page.getByRole('button', { name: 'Simpan peta sebagai PNG' }).click());
				expect(name).toMatch(/^peta-.*\.png$/);
				expect(bytes.subarray(1, 4).toString()).toBe('PNG');
				// Width and height of IHDR: the map with a title above and a legend below it.
				expect(bytes.readUInt32BE(16)).toBeGreaterThanOrEqual(560);
				expect(bytes.readUInt32BE(20)).toBeGreaterThan(400);
			},
			viewport ? { viewport } : {}
		)
	);
});

describe('what was picked on the map', () => {
	it('keeps a box that Escape closes before it goes up a level', () =>
		journey(async (page) => {
			await open(page, '/?area=52&level=regency');
			await settle(page);
			await page.waitForTimeout(1000);
			const box = page.locator('.popup');
			for (const [x, y] of [[680, 330], [620, 330], [440, 330], [800, 330], [560, 360]] as const) {
				await page.mouse.click(x, y);
				if (await box.count()) break;
				await page.waitForTimeout(400);
			}
			await expect.poll(() => box.count()).toBe(1);
			const area = parameter(page, 'area');
			await page.locator('canvas.maplibregl-canvas').first().focus();
			await page.keyboard.press('Escape');
			await expect.poll(() => box.count()).toBe(0);
			await expect.poll(() => parameter(page, 'area')).not.toBeNull();
			expect(area).not.toBeNull();
		}));

	it('is said aloud while arrows move the map', () =>
		journey(async (page) => {
			await open(page, '/?area=52&level=regency');
			await settle(page);
			await page.locator('canvas.maplibregl-canvas').first().focus();
			const said = page.locator('.map > [role=status].visually-hidden');
			// The crosshair may begin over the sea.
			for (const key of ['ArrowLeft', 'ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowLeft', 'ArrowDown', 'ArrowDown']) {
				await page.keyboard.press(key);
				await page.waitForTimeout(3000);
				await settle(page);
				if (await said.innerText()) break;
			}
			await expect.poll(() => said.innerText()).not.toBe('');
		}));
});
