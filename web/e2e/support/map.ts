import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const themes = JSON.parse(readFileSync(new URL('../../src/lib/map/style/themes.json', import.meta.url), 'utf8')) as Record<
	'light' | 'dark',
	Record<string, string> & { sequential: string[] }
>;

/** Shares of the map's pixels, 0 to 1: of the sea, and of each colour of the scale that is drawn, low to high. */
export interface MapColours {
	sea: number;
	/** Only colours that cover more than a hundredth of a percent. */
	classes: Record<string, number>;
}

/** A colour covers this share at least before it counts as drawn. */
const SPECK = 1e-4;

/** How the colours of the scale lie on the map: over the land with this opacity, in this theme. */
export interface Painted {
	dark?: boolean;
	opacity?: number;
}

const channels = (colour: string) => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));

/** What is painted on the map's canvas, by the colours of the theme. */
export async function mapColours(page: Page, { dark = false, opacity = 1 }: Painted = {}): Promise<MapColours> {
	const { sea = '', land = '', sequential } = themes[dark ? 'dark' : 'light'];
	const under = channels(land);
	const wanted = [channels(sea), ...sequential.map((colour) => channels(colour).map((part, i) => opacity * part + (1 - opacity) * (under[i] ?? 0)))];
	const shares = await page.locator('canvas.maplibregl-canvas').evaluate((canvas, colours) => {
		const { width, height } = canvas as HTMLCanvasElement;
		const copy = new OffscreenCanvas(width, height).getContext('2d');
		if (!copy) throw new Error('no 2d canvas');
		copy.drawImage(canvas as HTMLCanvasElement, 0, 0);
		const { data } = copy.getImageData(0, 0, width, height);
		const counts = colours.map(() => 0);
		for (let i = 0; i < data.length; i += 4) {
			// Mixing rounds.
			const found = colours.findIndex((colour) => colour.every((part, k) => Math.abs(part - (data[i + k] ?? 0)) <= 1.5));
			if (found >= 0) counts[found] = (counts[found] ?? 0) + 1;
		}
		return counts.map((count) => count / (width * height));
	}, wanted);
	const [seas = 0, ...classes] = shares;
	return { sea: seas, classes: Object.fromEntries(classes.flatMap((share, i) => (share > SPECK ? [[sequential[i] ?? '', share]] : []))) };
}

/** Waits until land in at least `classes` colours of the scale lies in the sea. */
export async function expectColoured(page: Page, classes: number, how: Painted = {}): Promise<void> {
	await expect.poll(async () => Object.keys((await mapColours(page, how)).classes).length, { timeout: 30_000 }).toBeGreaterThanOrEqual(classes);
	expect((await mapColours(page, how)).sea).toBeGreaterThan(0.1);
}
