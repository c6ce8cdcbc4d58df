import { describe, expect, it } from 'vitest';
import { DARK, DIVERGING, DIVERGING_DARK, LIGHT } from './palette';

type Triple = [number, number, number];

/** Full protan-, deuter- and tritanopia over linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const VISION: Record<string, readonly Triple[]> = {
	'full colour vision': [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
	protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
	deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
	tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
};

const dot = ([a, b, c]: Triple, [x, y, z]: Triple) => a * x + b * y + c * z;
const linear = (part: number) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** CIE L*a*b* (D65) of `#rrggbb` as somebody with this vision sees it. */
function lab(colour: string, vision: readonly Triple[]): Triple {
	const rgb = [1, 3, 5].map((at) => linear(Number.parseInt(colour.slice(at, at + 2), 16) / 255)) as Triple;
	const seen = vision.map((row) => Math.min(1, Math.max(0, dot(row, rgb)))) as Triple;
	const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
	const x = f(dot([0.4124, 0.3576, 0.1805], seen) / 0.95047);
	const y = f(dot([0.2126, 0.7152, 0.0722], seen));
	const z = f(dot([0.0193, 0.1192, 0.9505], seen) / 1.08883);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Distance at which two patches side by side are told apart with ease; 2.3 is just noticeable. */
const APART = 7;

describe.each(Object.entries(VISION))('with %s', (_, vision) => {
	it.each([['light', LIGHT, -1], ['dark', DARK, 1]] as const)('neighbouring classes of the %s scale are told apart, and lightness alone orders them', (_, colours, sign) => {
		const seen = colours.map((colour) => lab(colour, vision));
		for (const [i, next] of seen.slice(1).entries()) {
			const at = seen[i] as Triple;
			expect(Math.hypot(...next.map((part, k) => part - (at[k] as number))), `${i}`).toBeGreaterThan(APART);
			expect(sign * (next[0] - at[0]), `lightness after ${i}`).toBeGreaterThan(0);
		}
	});
	it.each([['light', DIVERGING], ['dark', DIVERGING_DARK]] as const)('both arms of the %s diverging scale are told apart, class by class, and each class from the next', (_, colours) => {
		const seen = colours.map((colour) => lab(colour, vision));
		for (let i = 0; i < 3; i++) {
			const [low, high] = [seen[i] as Triple, seen[6 - i] as Triple];
			expect(Math.hypot(...high.map((part, k) => part - (low[k] as number))), `${i}`).toBeGreaterThan(APART);
		}
		for (const [i, next] of seen.slice(1).entries()) expect(Math.hypot(...next.map((part, k) => part - ((seen[i] as Triple)[k] as number))), `next to ${i}`).toBeGreaterThan(APART);
	});
});
