import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { expectAccessible } from './support/axe';
import { closeBrowser, journey, PHONE } from './support/browser';
import { downloaded, expectNoSidewaysScroll, onASlowNetwork, open, parameter, readNumber, speak } from './support/pages';

afterAll(closeBrowser);

const tool = (page: Page, name: string) => page.getByRole('group', { name: 'Uji keputusan' }).getByRole('button', { name });
const ranked = (page: Page) => page.getByRole('listbox', { name: 'Peringkat desa' }).getByRole('option');
/** Opens the page with its ranking. */
async function begin(page: Page): Promise<void> {
	await open(page, '/');
	await expect.poll(() => ranked(page).count()).toBeGreaterThan(5);
}

describe('a planner asks how robust the choice is', () => {
	const villages = (page: Page) => page.getByRole('list', { name: 'Desa', exact: true });
	const shares = async (page: Page) => (await villages(page).locator('.share').evaluateAll((all) => all.map((one) => one.lastChild?.textContent ?? ''))).map(readNumber);
	const counted = async (page: Page, verdict: string) => readNumber(await page.locator('.verdicts button', { hasText: verdict }).locator('.count').innerText());
	const answered = (page: Page) => villages(page).waitFor({ timeout: 90_000 });

	it('sees who is surely in and who is contested, on the map and as a list, and returns to the score with one key', () =>
		journey(async (page) => {
			await begin(page);
			await tool(page, 'Ketahanan').click();
			await answered(page);
			const sets = page.getByRole('region', { name: 'Ketahanan susunan 50 desa' });
			await sets.waitFor();
			await page.getByText(/susunan berbeda menjadi yang terbaik pada \d+ percobaan/).waitFor();
			// The limits of the plan were sent: what is sampled is the set, and the plan's own is in it.
			const own = await villages(page).getByRole('button').filter({ hasText: 'dalam susunan rencana' }).count();
			expect(own).toBeGreaterThan(0);
			expect(await villages(page).getByRole('button').first().innerText()).toMatch(/\d+% – \d+%/);
			await page.getByRole('group', { name: 'Yang diuji' }).getByRole('button', { name: 'Skor saja' }).click();
			const legend = page.getByRole('region', { name: 'Ketahanan 50 desa teratas' });
			await legend.waitFor();
			expect(await legend.innerText()).toContain('benih 1');
			const found = await shares(page);
			// What is contested comes first, then whoever is in most often.
			const said = await villages(page).locator('.share .visually-hidden').allInnerTexts();
			const contested = found.filter((_, i) => said[i]?.startsWith('Diperdebatkan'));
			const falling = (all: number[]) => [...all].sort((a, b) => b - a);
			expect(found).toEqual([...falling(contested), ...falling(found.slice(contested.length))]);
			expect(found.filter((share) => share >= 90).length).toBeGreaterThanOrEqual(Math.min(100, await counted(page, 'Pasti masuk')));
			// Every candidate has one verdict.
			const all = (await counted(page, 'Pasti masuk')) + (await counted(page, 'Diperdebatkan')) + (await counted(page, 'Pasti keluar'));
			expect(all).toBe(readNumber((await page.getByText(/desa kandidat|^Kandidat:/).first().innerText()).replace(/[^\d.]/g, '')));
			await expectAccessible(page);

			await villages(page).getByRole('button').filter({ hasText: 'Pasti masuk' }).first().click();
			const picked = page.getByRole('region', { name: 'Desa yang dipilih' });
			expect(await picked.getByRole('img').getAttribute('aria-label')).toMatch(/^Seberapa sering/);
			const ranks = (await picked.locator('figure td').allInnerTexts()).map(readNumber);
			// The first village is among the first on nearly every weighting: the ranks that are drawn hold most of them.
			expect(ranks.reduce((sum, share) => sum + share, 0)).toSatisfy((sum: number) => sum > 50 && sum < 100.5);
			await expect.poll(() => parameter(page, 'sel')).toMatch(/^\d\d\.\d\d\.\d\d\.\d{4}$/);

			await page.keyboard.press('Escape');
			await page.getByRole('region', { name: /^Skor prioritas/ }).waitFor();
			expect(await legend.count()).toBe(0);
		}));

	it('reads how far each weight may move, and is told when the plan has moved on', () =>
		journey(async (page) => {
			await begin(page);
			await tool(page, 'Ketahanan').click();
			await answered(page);
			await page.getByRole('group', { name: 'Tampilkan' }).getByRole('button', { name: 'Kriteria' }).click();
			const criteria = await page.getByRole('slider', { name: /^Bobot / }).count();
			const stability = page.locator('section', { hasText: 'Selang kestabilan bobot' }).last();
			expect(await stability.getByRole('listitem').count()).toBe(criteria);
			expect(await page.getByRole('row', { name: /^PMI per 1\.000/ }).count()).toBe(1);
			await expectAccessible(page);

			await page.getByRole('slider', { name: /^Bobot / }).first().press('ArrowRight');
			await page.getByRole('button', { name: 'Hitung lagi' }).waitFor();
			await page.locator('summary', { hasText: 'percobaan' }).click();
			await page.getByLabel('Banyak percobaan').selectOption('1000');
			await page.getByLabel('Percobaan susunan').selectOption('100');
			await page.getByLabel('Bobot yang dicoba').selectOption('ordinal');
			await page.getByRole('button', { name: 'Hitung lagi' }).click();
			await expect.poll(() => page.getByRole('button', { name: 'Hitung lagi' }).count(), { timeout: 90_000 }).toBe(0);
			await expect.poll(() => page.getByRole('region', { name: /^Ketahanan/ }).innerText(), { timeout: 90_000 }).toMatch(/^Ketahanan susunan[\s\S]*\b\d+ percobaan, semua bobot dengan urutan/);
		}));

	it('can call the calculation off, and finds the view again by its address', () =>
		journey(async (page) => {
			await onASlowNetwork(page, '**/api/v1/rankings/sensitivity');
			await page.goto('/?tool=robust');
			await page.getByRole('button', { name: 'Batalkan' }).click();
			await page.getByRole('button', { name: 'Hitung ketahanan' }).waitFor();
			expect(await villages(page).count()).toBe(0);
		}));
});

describe('a planner looks for weights', () => {
	const pairs = (page: Page) => page.getByRole('slider', { name: / dibanding / });
	const weights = (page: Page) => page.getByRole('slider', { name: /^Bobot / }).evaluateAll((all) => all.map((one) => Number((one as HTMLInputElement).value)));
	const press = async (page: Page, pair: number, key: string, times: number) => {
		await pairs(page).nth(pair).focus();
		for (let i = 0; i < times; i += 1) await page.keyboard.press(key);
	};

	it('compares criteria in pairs from the keyboard, mends the worst judgement, uses the weights, and undoes it', () =>
		journey(async (page) => {
			await begin(page);
			const before = await weights(page);
			await page.getByRole('button', { name: /^Bandingkan berpasangan/ }).click();
			const dialog = page.getByRole('dialog', { name: 'Mencari bobot' });
			expect(await pairs(page).count()).toBe((before.length * (before.length - 1)) / 2);
			const use = dialog.getByRole('button', { name: 'Pakai bobot ini' });
			await expect.poll(() => use.isDisabled()).toBe(true);

			// The first is more than the second, the second more than the third, but the third far more than the first.
			await press(page, 0, 'ArrowLeft', 4);
			await press(page, before.length - 1, 'ArrowLeft', 4);
			await press(page, 1, 'ArrowRight', 6);
			expect(await pairs(page).first().getAttribute('aria-valuetext')).toContain('jelas lebih penting (5) daripada');
			await dialog.getByText('belum konsisten (batas 0,10)').waitFor();
			expect(await dialog.innerText()).toContain('Indeks acak Saaty');
			await expect.poll(() => use.isDisabled()).toBe(false);
			await expectAccessible(page);
			const ratio = async () => readNumber(/Rasio konsistensi ([\d,]+)/.exec(await dialog.innerText())?.[1] ?? '');
			const first = await ratio();
			await dialog.getByRole('button', { name: 'Pakai nilai tersirat' }).click();
			await expect.poll(ratio).toBeLessThan(first);

			await use.click();
			await expect.poll(() => use.isDisabled()).toBe(true);
			await page.keyboard.press('Escape');
			await expect.poll(() => dialog.count()).toBe(0);
			const after = await weights(page);
			expect(after).not.toEqual(before);
			expect(after.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 1);
			await page.getByRole('button', { name: /^Urungkan/ }).click();
			await expect.poll(async () => JSON.stringify(await weights(page))).toBe(JSON.stringify(before));
		}));

	it('lets several people judge and joins them', () =>
		journey(async (page) => {
			await begin(page);
			await page.getByRole('button', { name: /^Bandingkan berpasangan/ }).click();
			const dialog = page.getByRole('dialog', { name: 'Mencari bobot' });
			await dialog.getByLabel('Nama penilai').fill('Bappeda');
			await press(page, 0, 'ArrowLeft', 4);
			await dialog.getByRole('button', { name: /Tambah penilai/ }).click();
			await press(page, 0, 'ArrowRight', 4);
			const judges = dialog.getByRole('group', { name: 'Penilai' });
			await judges.getByRole('button', { name: /^Bappeda/ }).waitFor();
			// Opposite judgements cancel out: the joint weights are equal.
			const found = async () => new Set(await dialog.locator('tbody td b').allInnerTexts()).size;
			await expect.poll(found).toBe(1);
			await dialog.getByRole('button', { name: 'Hapus Penilai 2' }).click();
			await expect.poll(found).toBeGreaterThan(1);
		}));

	it('orders criteria by importance, and reads diagnostics that cannot be used', () =>
		journey(async (page) => {
			await begin(page);
			await page.getByRole('button', { name: /^Bandingkan berpasangan/ }).click();
			const dialog = page.getByRole('dialog', { name: 'Mencari bobot' });
			await dialog.getByRole('tab', { name: 'Berpasangan' }).focus();
			await page.keyboard.press('ArrowRight');
			const order = dialog.getByRole('list', { name: 'Urutan penting' }).getByRole('listitem');
			const count = await order.count();
			const second = await order.nth(1).locator('span').nth(1).innerText();
			await dialog.getByRole('button', { name: `Naikkan ${second}` }).click();
			expect(await order.first().innerText()).toContain(second);
			// Rank order centroid: the first of n weighs (1 + 1/2 + … + 1/n) / n.
			const first = Array.from({ length: count }, (_, i) => 1 / (i + 1)).reduce((sum, one) => sum + one, 0) / count;
			await expect.poll(async () => readNumber(await dialog.getByRole('row', { name: new RegExp(`^${second}`) }).locator('td b').innerText())).toBeCloseTo(first, 2);
			await expectAccessible(page);

			await dialog.getByRole('tab', { name: 'Diagnosis' }).click();
			await dialog.getByText('Hanya diagnosis.').waitFor();
			await expect.poll(() => dialog.getByRole('columnheader').allInnerTexts()).toEqual(['Kriteria', 'Rencana', 'Entropi', 'CRITIC', 'PCA']);
			expect(await dialog.getByRole('button', { name: 'Pakai bobot ini' }).count()).toBe(0);
			await expectAccessible(page);
		}));
});

describe('a planner asks whether the choice is even', () => {
	it('reads Gini before and after, the shortfall of every regency, and takes it along as a file', () =>
		journey(async (page) => {
			await begin(page);
			await tool(page, 'Pemerataan').click();
			await page.getByText('Keranjang masih kosong.').waitFor();
			await page.locator('summary', { hasText: 'Kuota, anggaran, jarak' }).click();
			await page.getByLabel('Jumlah desa dipilih').fill('5');
			await page.getByRole('button', { name: /^Optimalkan/ }).click();
			await page.getByRole('row', { name: /^Gini/ }).waitFor({ timeout: 90_000 });
			const [before = NaN, after = NaN] = (await page.getByRole('row', { name: /^Gini/ }).getByRole('cell').allInnerTexts()).map(readNumber);
			for (const gini of [before, after]) expect(gini > 0 && gini < 1).toBe(true);
			expect(await page.getByRole('img', { name: /^Kurva Lorenz/ }).getAttribute('aria-label')).toContain('Gini');
			await expectAccessible(page);

			await page.getByRole('button', { name: /^Tabel lengkap/ }).click();
			const dialog = page.getByRole('dialog', { name: /^Pemerataan/ });
			const rows = await dialog.locator('tbody tr').count();
			expect(rows).toBeGreaterThan(100);
			const numbers = async (column: number) => (await dialog.locator(`tbody tr:not(.without) td:nth-of-type(${column})`).allInnerTexts()).map(readNumber);
			const sum = (all: number[]) => all.reduce((total, one) => total + one, 0);
			// Both quotas share out exactly the villages that were chosen.
			expect(sum(await numbers(7))).toBe(5);
			expect(sum(await numbers(8))).toBe(5);
			await expectAccessible(page);
			const { name, bytes } = await downloaded(page, () => dialog.getByRole('button', { name: 'Unduh CSV' }).click());
			expect(name).toMatch(/^pemerataan-regency-.*\.csv$/);
			expect(bytes.toString().trimEnd().split('\r\n')).toHaveLength(rows + 1);
		}));
});

describe('a planner asks for a second opinion', () => {
	it('sees how ranks move by every other method, and what the server warns of; the official rank stays first', () =>
		journey(async (page) => {
			await begin(page);
			const official = (await ranked(page).first().locator('.name').innerText()).trim();
			await tool(page, 'Metode lain').click();
			for (const method of ['wpm', 'geometric', 'vikor', 'topsis', 'promethee2', 'copeland']) {
				const answering = page.waitForResponse((response) => response.url().endsWith('/api/v1/rankings') && (response.request().postData() ?? '').includes(`"method":"${method}"`));
				await page.locator('select', { hasText: 'PROMETHEE II' }).selectOption(method);
				const answer = await answering;
				expect(answer.status()).toBe(200);
				await page.getByText(/\d+ dari 50 desa teratas sama menurut kedua cara\./).waitFor();
				const first = page.locator('tbody tr').first();
				await expect.poll(() => first.innerText()).toContain(official);
				expect(await first.locator('td').first().innerText()).toBe('1');
				expect(await page.getByText('Hanya jumlah berbobot dengan titik acuan yang resmi').count()).toBe(1);
			}
			await expect.poll(() => page.getByText(/hanya 1\.000 desa teratas resmi/).count()).toBe(1);
			await expectAccessible(page);
			await page.getByRole('button', { name: 'cara ini' }).click();
			expect(await page.locator('tbody tr').first().locator('td').nth(1).innerText()).toBe('1');
			await expect.poll(() => parameter(page, 'tool')).toBe('second');
		}));

	it('reads it in English too', () =>
		journey(async (page) => {
			await begin(page);
			await speak(page, 'EN');
			await page.getByRole('button', { name: 'Other methods' }).click();
			await page.getByText(/of the first 50 villages are the same by both methods/).waitFor();
			await expectAccessible(page);
		}, { dark: true }));

	it('does so on a phone', () =>
		journey(
			async (page) => {
				await begin(page);
				await page.getByRole('button', { name: 'Metode lain' }).click();
				await page.getByText(/desa teratas sama menurut kedua cara/).waitFor();
				await expectNoSidewaysScroll(page);
			},
			{ viewport: PHONE }
		));
});
