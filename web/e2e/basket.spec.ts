import { afterAll, describe, expect, it } from 'vitest';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey } from './support/browser';
import { asked, open, parameter, settle } from './support/pages';
import { basket, basketNames, basketTab, limit, mapPicture, optimise, rows, undo } from './support/planning';

afterAll(closeBrowser);

const names = (count: number, page: Parameters<typeof rows>[0]) =>
	rows(page)
		.locator('.name')
		.evaluateAll((all, n) => all.slice(0, n).map((one) => one.textContent ?? ''), count);

describe('a planner fills a basket', () => {
	it('moves a weight: order and map change, and undo brings both back', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			const order = await names(5, page);
			const picture = await mapPicture(page);

			const weight = page.getByRole('slider', { name: /^Bobot / }).nth(3);
			await weight.focus();
			await page.keyboard.press('End');
			await expect.poll(() => names(5, page)).not.toEqual(order);
			await expect.poll(() => mapPicture(page)).not.toBe(picture);
			expect(await undo(page).getAttribute('title')).toContain('Urungkan: bobot');

			await undo(page).click();
			await expect.poll(() => names(5, page)).toEqual(order);
			await expect.poll(() => mapPicture(page)).toBe(picture);
		}));

	it('picks villages by hand in list and card, and reads which limit breaks before anyone is asked', () =>
		journey(async (page) => {
			// Of one regency, so that any three are too many.
			const where = encodeURIComponent("regency_code = '52.02' AND kind = 'desa'");
			await open(page, `/?v=2&where=${where}&limits=n:2,r:-2`);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			const [first] = await names(1, page);
			await page.getByRole('listbox', { name: 'Peringkat desa' }).focus();
			await page.keyboard.press('b');
			await rows(page).nth(1).locator('.take').click();
			await rows(page).nth(2).click();
			await page.getByRole('article').getByRole('button', { name: 'Masukkan keranjang' }).click();
			await page.getByRole('button', { name: 'Kembali ke daftar' }).click();
			await basketTab(page).click();
			expect(await basketTab(page).innerText()).toBe('Keranjang 3/2');
			await expect.poll(() => basketNames(page)).toContain(first);
			await page.getByText('3 desa, padahal hanya 2 yang dicari.').waitFor();
			await page.getByText(/: 3 desa, paling banyak 2\./).waitFor();
			await expectAccessible(page);

			await basket(page).first().locator('xpath=following-sibling::button').click();
			await page.getByText('Tidak ada syarat yang dilanggar.').waitFor();
			await page.keyboard.press('Control+z');
			await expect.poll(() => basket(page).count()).toBe(3);
			await page.keyboard.press('Control+y');
			await expect.poll(() => basket(page).count()).toBe(2);
		}));

	it('pins one village, excludes another, has the rest found, and finds all of it again by the address', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			const [first, second, third] = await names(3, page);
			await limit(page, { 'Jumlah desa dipilih': '4' });

			await rows(page).first().click();
			await page.getByRole('button', { name: 'Keluarkan', exact: true }).click();
			expect(await page.getByText('Tulis alasannya lebih dahulu.').count()).toBe(1);
			await page.getByLabel('Alasan (dicatat bersama rencana)').fill('Sudah didampingi ~ program, lain');
			await page.getByRole('button', { name: 'Keluarkan', exact: true }).click();
			await page.getByRole('button', { name: 'Kembali ke daftar' }).click();
			await rows(page).nth(2).click();
			await page.getByLabel('Alasan (dicatat bersama rencana)').fill('Komitmen bupati');
			await page.getByRole('button', { name: 'Kunci', exact: true }).click();
			await expect.poll(() => undo(page).getAttribute('title')).toContain(`Urungkan: ${third} dikunci`);
			await page.getByRole('button', { name: 'Kembali ke daftar' }).click();

			await optimise(page);
			await expect.poll(() => basketNames(page).then((all) => all.length)).toBe(4);
			const chosen = await basketNames(page);
			expect(chosen).toContain(third);
			expect(chosen).toContain(second);
			expect(chosen).not.toContain(first);

			await undo(page).click();
			await expect.poll(() => basketNames(page)).toEqual([third]);
			await page.getByRole('button', { name: 'Ulangi' }).click();
			await expect.poll(() => basketNames(page)).toEqual(chosen);

			await page.getByRole('button', { name: 'Salin tautan' }).first().click();
			const link = await page.evaluate(() => navigator.clipboard.readText());
			await page.goto('about:blank');
			await open(page, link);
			await expect.poll(() => basketTab(page).innerText()).toBe('Keranjang 4/4');
			await expect.poll(() => basketNames(page)).toEqual(chosen);
			await page.locator('summary', { hasText: 'Kuota, anggaran, jarak' }).click();
			await page.getByText('Sudah didampingi ~ program, lain').waitFor();
			await page.getByText('Komitmen bupati').waitFor();
		}));

	it('reads why a plan cannot be, has it mended by the button, and then it can', () =>
		journey(async (page) => {
			// One province, so that the diagnosis is a matter of a second.
			const where = encodeURIComponent("province_code = '52' AND kind = 'desa'");
			await open(page, `/?where=${where}&limits=n:3,r:-2,cost:500000000,b.APBN:800000000&v=2`);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await optimise(page);
			await page.getByText('Tidak ada susunan yang memenuhi semua syarat.').waitFor();
			await page.getByText(/^(Anggaran kurang Rp [\d.,]+\sjt: naikkan APBN menjadi Rp|Jumlah desa 3 tidak tercapai: kurangi 2 menjadi 1)/).waitFor();
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Longgarkan', exact: true }).click();
			expect(await undo(page).getAttribute('title')).toContain('Urungkan: syarat dilonggarkan');
			await optimise(page);
			await page.getByText('Susunan terbaik, terbukti.').waitFor();
			expect(await basket(page).count()).toBeGreaterThan(0);
			await page.getByText('Tidak ada syarat yang dilanggar.').waitFor();
		}));

	it('sees what another set would swap, on the map and by keyboard, and may use it', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await limit(page, { 'Jumlah desa dipilih': '20' });
			await optimise(page);
			const before = await basketNames(page);
			const picture = await mapPicture(page);
			const set = page.locator('.sets').getByRole('button').first();
			await set.press('Enter');
			const leaving = page.getByRole('list', { name: 'Keluar dari susunan' }).getByRole('button');
			const entering = page.getByRole('list', { name: 'Masuk ke susunan' }).getByRole('button');
			const differ = await leaving.count();
			expect(differ).toBeGreaterThanOrEqual(2);
			expect(await entering.count()).toBe(differ);
			// A set that is really another: a tenth of its villages, each of them in the best one or in none.
			const out = await leaving.locator('b').allInnerTexts();
			for (const name of out) expect(before).toContain(name);
			const legend = page.getByRole('region', { name: /^Skor prioritas/ });
			expect(await legend.innerText()).toMatch(/akan keluar[\s\S]*akan masuk/);
			await expect.poll(() => mapPicture(page)).not.toBe(picture);
			await leaving.first().focus();
			await expect.poll(() => page.getByRole('list', { name: 'Keluar dari susunan' }).locator('li.lit').count()).toBe(1);
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Pakai susunan ini' }).click();
			const after = await basketNames(page);
			for (const name of await entering.locator('b').allInnerTexts()) expect(after).toContain(name);
			expect(after).not.toEqual(before);
			await page.getByRole('button', { name: 'Kembali ke susunan terbaik' }).click();
			await expect.poll(() => basketNames(page)).toEqual(before);
		}));

	it('reads which villages lie too near to each other, and how near, as the server measures it', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			// Two neighbours and a village of another island. The neighbours are no candidates: they have no rank, and the page comes to rest.
			const { items } = await asked<{ items: { a: string; b: string; an: string; bn: string; km: number }[] }>(page, '/api/v1/sql', {
				sql: `SELECT a.code AS a, b.code AS b, a.name AS an, b.name AS bn, ST_DistanceSpheroid(ST_Point(a.lon, a.lat), ST_Point(b.lon, b.lat)) / 1000 AS km
FROM villages a JOIN villages b ON b.district_code = a.district_code AND b.code > a.code
WHERE a.regency_code = '52.02' AND a.kind = 'kelurahan' AND b.kind = 'kelurahan' AND a.name <> b.name ORDER BY km LIMIT 1`
			});
			const [pair] = items;
			if (!pair) throw new Error('no neighbours in the dataset');
			const codes = [pair.a, pair.b, '11.01.01.2001'].map((code) => Number(code.replaceAll('.', ''))).sort((x, y) => x - y);
			const link = codes.map((code, i) => (code - (codes[i - 1] ?? 0)).toString(36)).join('.');
			const km = (value: number) => value.toLocaleString('id-ID', { maximumFractionDigits: 1 });

			await open(page, `/?v=2&basket=${link}&limits=km:${Math.ceil(pair.km) + 1}&panel=basket`);
			await page.getByText(`${pair.an} dan ${pair.bn} hanya berjarak ${km(pair.km)} km.`).waitFor();
			expect(await page.getByText(/ hanya berjarak /).count()).toBe(1);
			await page.getByText('1 terlalu dekat').waitFor();
			// A shorter distance breaks nothing; nobody says so before it is measured.
			await open(page, `/?v=2&basket=${link}&limits=km:${pair.km / 2}&panel=basket`);
			await page.getByText(/^semua berjarak /).waitFor();
			expect(await page.getByText(/ hanya berjarak /).count()).toBe(0);
		}));

	it('is told in the field what cannot be, and is led back to it', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await limit(page, { 'Jumlah desa dipilih': '5', 'Paling sedikit per provinsi': '9' });
			await page.getByText('Melebihi jumlah desa yang dipilih.').waitFor();
			await page.getByRole('button', { name: /^Optimalkan/ }).click();
			expect(await page.getByLabel('Paling sedikit per provinsi').evaluate((field) => field === document.activeElement)).toBe(true);
		}));
});

describe('the list of candidates', () => {
	it('orders and filters all of the country', () =>
		journey(async (page) => {
			await open(page, '/');
			await expect.poll(() => rows(page).count()).toBeGreaterThan(5);
			await page.locator('summary', { hasText: 'Urut dan saring' }).click();
			await page.getByLabel('Urutkan', { exact: true }).selectOption('name');
			await expect.poll(() => names(1, page).then(([name]) => name?.[0]), { timeout: 60_000 }).toBe('A');
			await page.getByRole('searchbox', { name: 'Cari', exact: true }).fill('suka lombok');
			await expect.poll(async () => (await names(3, page)).every((name) => name.startsWith('Suka'))).toBe(true);
			await page.getByText(/^\d+ dari [\d.]+ desa$/).waitFor();
			await expectAccessible(page);
			await page.getByRole('button', { name: 'Kembali ke peringkat' }).click();
			await expect.poll(() => rows(page).first().locator('.rank').innerText()).toContain('1');
		}));
});

describe('the plan', () => {
	it('is of a round: past ones say what was designated, a new one is named freely', () =>
		journey(async (page) => {
			await open(page, '/');
			const round = page.getByRole('combobox', { name: 'Putaran' });
			await expect.poll(() => round.inputValue()).toBe('2027');
			await round.selectOption('2016');
			await page.getByText(/desa tercatat dalam register/).click();
			await page.getByRole('button', { name: /^Kuripan/ }).waitFor();
			await round.selectOption({ label: 'Nama lain …' });
			await page.getByLabel('Nama putaran').fill('Gelombang I 2028');
			await page.keyboard.press('Enter');
			await expect.poll(() => round.inputValue()).toBe('Gelombang I 2028');
			await expect.poll(() => parameter(page, 'round')).toBe('Gelombang I 2028');
			await page.reload();
			await expect.poll(() => round.inputValue()).toBe('Gelombang I 2028');
		}));

	it('of a link that cannot be read is refused politely, and the rest is kept', () =>
		journey(async (page) => {
			await open(page, '/?v=2&limits=n:0&round=2030');
			await page.getByText('Sebagian tautan tidak dapat dibaca: batas.').waitFor();
			await expect.poll(() => page.getByRole('combobox', { name: 'Putaran' }).inputValue()).toBe('2030');
			await open(page, '/?v=99&round=2030');
			await page.getByText('Tautan ini dibuat oleh versi lain').waitFor();
		}));

	it('goes back and forward with the browser', () =>
		journey(async (page) => {
			await open(page, '/?v=2&basket=2e2c92r');
			await expect.poll(() => basketTab(page).innerText()).toBe('Keranjang 1/50');
			await page.getByRole('combobox', { name: 'Cari wilayah' }).fill('nusa tenggara barat');
			await page.getByRole('option', { name: /^Nusa Tenggara Barat/ }).first().click();
			await expect.poll(() => parameter(page, 'area')).toBe('52');
			await settle(page);
			await page.goBack();
			await expect.poll(() => parameter(page, 'area')).toBeNull();
			await expect.poll(() => basketTab(page).innerText()).toBe('Keranjang 1/50');
			await page.goForward();
			await expect.poll(() => parameter(page, 'area')).toBe('52');
			await expect.poll(() => parameter(page, 'basket')).toBe('2e2c92r');
		}));
});
