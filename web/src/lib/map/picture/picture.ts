import { settings } from '$lib/state/settings.svelte';
import type { LegendSpec } from '../legend';
import { ground } from '../palette';
import { scaleBar, wrap, type Box } from './layout';
import { drawLegend, type Pen } from './legend';
import { drawSigns, type Sign, type SignPen } from './signs';

/** What is on the screen: the map, and of a second one the part from a pixel on. */
export interface Shown {
	map: HTMLCanvasElement;
	second: { canvas: HTMLCanvasElement; from: number } | null;
	/** Width of the map on the screen, in pixels of the page. */
	width: number;
	metresPerPixel: number;
}

/** What stands around the map. */
export interface Words {
	title: string;
	/** What each side shows, where two are compared. */
	sides: { left: string; right: string } | null;
	legends: readonly LegendSpec[];
	/** Signs that lie on the map, in words. */
	signs: readonly Sign[];
	/** That the data are made for demonstration; `null` where they are not. */
	warning: string | null;
	/** Date, version of the data and the like. */
	foot: string;
	/** Beside the scale bar: `50 km`. */
	distance: (metres: number) => string;
	north: string;
	modelled: string;
	source: string;
}

const EDGE = 20;
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

/** Colours of the page, so that a picture looks as the screen does. */
function colours() {
	const style = getComputedStyle(document.documentElement);
	const of = (name: string) => style.getPropertyValue(name).trim();
	return { ink: of('--ink'), quiet: of('--ink-2'), paper: of('--surface'), missing: of('--missing'), hatch: of('--missing-ink'), accent: of('--accent'), warn: of('--bad') };
}

/**
 * The map as it is shown in `box`, with title, legends, scale bar, north, sources and date, in as many pixels as the screen
 * has for it. `to` is the canvas to draw on.
 */
export function drawPicture(to: HTMLCanvasElement, shown: Shown, box: Box, words: Words): void {
	const context = to.getContext('2d');
	if (!context) return;
	const { ink, quiet, paper, missing, hatch, accent, warn } = colours();
	const { mark, sure, contested } = ground(settings.dark);
	const pen: Pen & SignPen = { context, font: FONT, ink, quiet, missing, hatch, words, signs: { accent, mark, sure, contested } };
	const sharp = shown.map.width / Math.max(1, shown.width);
	const width = Math.max(box.width, 560);
	const inner = width - 2 * EDGE;
	const column = words.legends.length > 1 ? (inner - 24) / 2 : inner;
	const wide = (line: string) => context.measureText(line).width;
	context.font = `600 20px ${FONT}`;
	const title = wrap(words.title, inner, wide);
	const top = EDGE + title.length * 26 + (words.warning ? 22 : 0);
	const legend = Math.max(0, ...words.legends.map((one) => drawLegend(pen, one, 0, 0, column, false)));
	context.font = `11px ${FONT}`;
	const foot = wrap(words.foot, inner, wide);
	const signs = drawSigns(pen, words.signs, EDGE, 0, inner, false);
	const height = top + box.height + 14 + signs + legend + 8 + foot.length * 15 + EDGE - 6;
	// Setting the size empties the canvas and all its settings.
	to.width = Math.round(width * sharp);
	to.height = Math.round(height * sharp);
	context.scale(sharp, sharp);
	context.fillStyle = paper;
	context.fillRect(0, 0, width, height);
	const write = (text: string, x: number, y: number, font: string, colour: string) => {
		context.font = `${font} ${FONT}`;
		context.fillStyle = colour;
		context.fillText(text, x, y);
	};
	title.forEach((line, i) => write(line, EDGE, EDGE + 18 + i * 26, '600 20px', ink));
	if (words.warning) write(words.warning, EDGE, top - 8, '600 12px', warn);

	const left = (width - box.width) / 2;
	const put = (canvas: HTMLCanvasElement, from: number) => {
		const begin = Math.min(box.width, Math.max(0, from - box.left));
		const part = box.width - begin;
		if (part > 0) context.drawImage(canvas, (box.left + begin) * sharp, box.top * sharp, part * sharp, box.height * sharp, left + begin, top, part, box.height);
	};
	put(shown.map, box.left);
	if (shown.second) {
		put(shown.second.canvas, shown.second.from);
		context.fillStyle = paper;
		context.fillRect(left + shown.second.from - box.left - 1, top, 2, box.height);
	}
	if (words.sides && shown.second) {
		const at = left + shown.second.from - box.left;
		context.font = `600 12px ${FONT}`;
		const tag = (text: string, x: number) => {
			context.fillStyle = paper;
			context.fillRect(x - 6, top + 10, wide(text) + 12, 20);
			write(text, x, top + 24, '600 12px', ink);
		};
		tag(words.sides.left, at - 16 - wide(words.sides.left));
		tag(words.sides.right, at + 16);
	}
	drawScale(context, shown.metresPerPixel, words, left + box.width - 16, top + box.height - 14, { ink, paper });

	let y = top + box.height + 14;
	y += drawSigns(pen, words.signs, EDGE, y, inner, true);
	words.legends.forEach((one, i) => drawLegend(pen, one, EDGE + i * (column + 24), y, column, true));
	y += legend + 8;
	foot.forEach((line, i) => write(line, EDGE, y + 11 + i * 15, '11px', quiet));
}

/** A bar of a round length and an arrow to the north: the map is never turned, up is north. */
function drawScale(context: CanvasRenderingContext2D, metresPerPixel: number, words: Words, right: number, bottom: number, { ink, paper }: { ink: string; paper: string }) {
	const { metres, pixels } = scaleBar(metresPerPixel, 110);
	context.save();
	context.globalAlpha = 0.8;
	context.fillStyle = paper;
	context.fillRect(right - pixels - 44, bottom - 28, pixels + 52, 36);
	context.restore();
	context.strokeStyle = ink;
	context.lineWidth = 1.5;
	context.beginPath();
	context.moveTo(right - pixels, bottom - 6);
	context.lineTo(right - pixels, bottom);
	context.lineTo(right, bottom);
	context.lineTo(right, bottom - 6);
	context.stroke();
	context.font = `11px ${FONT}`;
	context.fillStyle = ink;
	context.textAlign = 'center';
	context.fillText(words.distance(metres), right - pixels / 2, bottom - 9);
	const x = right - pixels - 26;
	context.beginPath();
	context.moveTo(x, bottom - 26);
	context.lineTo(x + 5, bottom - 12);
	context.lineTo(x, bottom - 15);
	context.lineTo(x - 5, bottom - 12);
	context.fill();
	context.fillText(words.north, x, bottom + 1);
	context.textAlign = 'left';
}
