// Measures with Chrome's trace how soon the map has its colours, how soon it follows a weight, and how soon optimising shows progress:
//   node bench/paint.js http://127.0.0.1:8080 [openings] [steps]
// against a running server that serves the built application. Browser: CHROMIUM, or /usr/bin/chromium; GPU=1 uses the graphics card
// instead of SwiftShader. The page marks `map:coloured` in the first frame that has all tiles of the coloured level in the
// colours asked for; the trace says when that frame was drawn.
import { loadavg } from 'node:os';
import { chromium } from 'playwright-core';

const [, , base, openings = '5', steps = '40'] = process.argv;
if (!base) {
	console.error('usage: node bench/paint.js ADDRESS [OPENINGS] [STEPS]');
	process.exit(2);
}
const MARK = 'map:coloured';
const PATIENCE = 180_000;
/** What a map should hold, in milliseconds. */
const GOAL = { opening: 1500, weight: 50, progress: 100 };
const CATEGORIES = ['blink.user_timing', 'devtools.timeline', 'disabled-by-default-devtools.timeline', 'devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame', 'loading'];
const SOFTWARE = process.env['GPU'] ? [] : ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

const browser = await chromium.launch({ executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium', headless: true, args: ['--no-sandbox', ...SOFTWARE] });

/** Runs something under the trace and gives back its events, by time in milliseconds. */
async function traced(/** @type {import('playwright-core').Page} */ page, /** @type {() => Promise<void>} */ run) {
	await browser.startTracing(page, { categories: CATEGORIES });
	await run();
	// The frame of the last mark is still on its way to the screen.
	await page.waitForTimeout(1000);
	const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
	return traceEvents.filter((event) => event.ts).map((event) => ({ ...event, at: event.ts / 1000 })).sort((a, b) => a.at - b.at);
}

const marksOf = (events) => events.filter((event) => event.name === MARK && event.cat.includes('blink.user_timing'));
/** When the first frame at or after a moment was drawn. */
const drawn = (events, at) => events.find((event) => event.name === 'DrawFrame' && event.at >= at)?.at ?? null;
const colourings = (page) => page.evaluate((name) => performance.getEntriesByName(name).length, MARK);

function summary(times) {
	const sorted = times.toSorted((a, b) => a - b);
	const at = (share) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN);
	return { median: at(0.5), p95: at(0.95), max: at(1), n: sorted.length };
}
const report = (what, times, goal) => {
	const { median, p95, max, n } = summary(times);
	console.log(`${what.padEnd(58)} median ${String(median).padStart(6)} ms   p95 ${String(p95).padStart(6)} ms   max ${String(max).padStart(6)} ms   n ${n}   goal ${goal} ms: ${median <= goal ? 'held' : 'missed'}`);
};

async function opened(/** @type {string} */ path) {
	const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'id-ID', reducedMotion: 'reduce' });
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE);
	return { context, page, go: async () => {
		await page.goto(base + path, { waitUntil: 'commit', timeout: PATIENCE });
		await page.waitForFunction((name) => performance.getEntriesByName(name).length > 0, MARK, { timeout: PATIENCE, polling: 50 });
	} };
}

/** From the start of the navigation to the first frame with colours, a fresh browser profile each time. */
async function opening(/** @type {string} */ path) {
	const { context, page, go } = await opened(path);
	const events = await traced(page, go);
	await context.close();
	const start = events.findLast((event) => event.name === 'navigationStart' && String(event.args?.data?.documentLoaderURL ?? '').startsWith(base));
	const [first] = marksOf(events);
	const frame = first && drawn(events, first.at);
	if (!start || !frame) throw new Error('the trace has no coloured frame');
	return frame - start.at;
}

/** From each key on the slider of the first weight to the frame in which the map has the new colours. */
async function weighing(/** @type {string} */ path) {
	const { context, page, go } = await opened(path);
	await go();
	await page.waitForLoadState('networkidle', { timeout: PATIENCE });
	const slider = page.getByRole('slider', { name: /^Bobot / }).first();
	await slider.focus();
	const events = await traced(page, async () => {
		for (let i = 0; i < Number(steps); i++) {
			const before = await colourings(page);
			// To and fro, so that the weight never stops at an end.
			await page.keyboard.press(i % 20 < 10 ? 'ArrowLeft' : 'ArrowRight');
			await page.waitForFunction(([name, n]) => performance.getEntriesByName(name).length > n, [MARK, before], { timeout: PATIENCE, polling: 'raf' });
		}
	});
	await context.close();
	const marks = marksOf(events);
	return events
		.filter((event) => event.name === 'EventDispatch' && event.args?.data?.type === 'keydown')
		.flatMap(({ at }) => {
			const mark = marks.find((one) => one.at >= at);
			const frame = mark && drawn(events, mark.at);
			return frame ? [frame - at] : [];
		});
}

/** From the click on the button that optimises to the first frame that shows progress. */
async function optimising() {
	const { context, page, go } = await opened('/');
	await go();
	await page.waitForLoadState('networkidle', { timeout: PATIENCE });
	await page.getByRole('button', { name: /^Optimalkan/ }).waitFor();
	const took = await page.evaluate(() => new Promise((/** @type {(ms: number) => void} */ done) => {
		const shown = () => document.querySelector('.running [role="progressbar"]') !== null;
		document.addEventListener('click', (event) => {
			// A callback before a frame sees what that frame is going to show; the next one comes after it.
			const look = () => (shown() ? requestAnimationFrame(() => done(performance.now() - event.timeStamp)) : requestAnimationFrame(look));
			requestAnimationFrame(look);
		}, { capture: true, once: true });
		const button = [...document.querySelectorAll('button')].find((one) => /^Optimalkan/.test(one.textContent?.trim() ?? ''));
		button?.click();
	}));
	await context.close();
	return took;
}

console.log(`${base}, Chromium ${browser.version()}, ${SOFTWARE.length ? 'SwiftShader' : 'graphics card'}, load ${loadavg().map((one) => one.toFixed(1)).join(' ')}`);
const times = [];
for (let i = 0; i < Number(openings); i++) times.push(await opening('/'));
report('first coloured map, from opening', times, GOAL.opening);
report('weight to recoloured frame, country by provinces', await weighing('/?level=province'), GOAL.weight);
report('weight to recoloured frame, country by districts', await weighing('/?level=district'), GOAL.weight);
const waits = [];
for (let i = 0; i < Number(openings); i++) waits.push(await optimising());
report('click on optimise to the frame with progress', waits, GOAL.progress);
await browser.close();
