import { afterAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { closeBrowser, journey } from './support/browser';
import { asked, open, readNumber } from './support/pages';
import { basket, basketTab, rows } from './support/planning';

afterAll(closeBrowser);

interface Shape {
	id: string;
	name_id: string;
	present: number;
	missing: number;
	p02: number | null;
	p98: number | null;
}

/** A plan whose leading criterion is a figure that some villages lack; candidates are those that lack it. */
async function doubtful(page: Page): Promise<{ address: string; lead: Shape }> {
	const { items } = await asked<{ items: Shape[] }>(page, '/api/v1/indicators');
	const lead = items.filter((one) => one.present > 0 && one.missing > 0).sort((a, b) => b.missing - a.missing)[0];
	const others = items.filter((one) => one.missing === 0 && (one.p98 ?? 0) > (one.p02 ?? 0)).slice(0, 5);
	if (!lead || others.length < 5) throw new Error('the dataset has no figure that some villages lack');
	const posts = (one: Shape) => `${one.p02 ?? 0}:${(one.p98 ?? 0) > (one.p02 ?? 0) ? one.p98 : (one.p02 ?? 0) + 1}`;
	// It leads, and yet enough of the weight is known for a selection.
	const w = [`${lead.id}:0.195:${posts(lead)}`, ...others.map((one) => `${one.id}:0.161:${posts(one)}`)].join(',');
	const parameters = new URLSearchParams({ v: '2', w, where: `${lead.id} IS NULL`, limits: 'n:8,r:-1' });
	return { address: `/?${parameters.toString()}`, lead };
}

describe('what is chosen without the leading criterion', () => {
	it('is never called the best set: the basket counts it in its first words', () =>
		journey(async (page) => {
			const { address, lead } = await doubtful(page);
			await open(page, address);
			await expect.poll(() => rows(page).count()).toBeGreaterThan(0);
			await page.getByRole('button', { name: /^Optimalkan/ }).click();
			await expect.poll(() => basketTab(page).innerText(), { timeout: 60_000 }).toBe('Keranjang 8/8');
			const state = page.locator('.box .state');
			await expect.poll(() => state.innerText()).toMatch(/^8 dari 8 desa dipilih tanpa angka /);
			expect(await state.innerText()).toContain(lead.name_id);
			expect(await page.locator('.box').innerText()).not.toMatch(/terbukti/);
			expect(await basket(page).first().innerText()).toContain('tidak diketahui');
		}));

	it('is never surely in: robustness says first that it cannot be assessed', () =>
		journey(async (page) => {
			const { address, lead } = await doubtful(page);
			// The page computes as it opens: it is not quiet before the answer.
			await page.goto(`${address}&tool=robust`);
			const first = page.locator('.tool .doubt');
			await first.waitFor({ timeout: 90_000 });
			expect(await first.innerText()).toMatch(/^\d+ desa yang sering masuk tidak punya angka /);
			expect(await first.innerText()).toContain(lead.name_id);
			const verdict = (name: string) => page.locator('.verdicts button', { hasText: name }).locator('.count');
			expect(readNumber(await verdict('Pasti masuk').innerText())).toBe(0);
			expect(readNumber(await verdict('Tidak dapat dinilai').innerText())).toBeGreaterThan(0);
		}));
});
