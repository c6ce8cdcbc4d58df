import { classesOf, type LegendSpec } from '../legend';
import { wrap } from './layout';

/** What a picture is drawn with. */
export interface Pen {
	context: CanvasRenderingContext2D;
	font: string;
	ink: string;
	quiet: string;
	missing: string;
	hatch: string;
	/** Names of the keys, in the reader's language. */
	words: { modelled: string; source: string };
}

const LINE = 17;

/** Diagonal lines over a box, as on the map. */
function lines({ context }: Pen, x: number, y: number, width: number, height: number, colour: string, gap: number) {
	context.save();
	context.beginPath();
	context.rect(x, y, width, height);
	context.clip();
	context.beginPath();
	for (let at = -height; at < width; at += gap) {
		context.moveTo(x + at, y + height);
		context.lineTo(x + at + height, y);
	}
	context.strokeStyle = colour;
	context.lineWidth = 1.2;
	context.stroke();
	context.restore();
}

/** Draws a legend and gives back how high it is; with `draw` false it only measures. */
export function drawLegend(pen: Pen, spec: LegendSpec, x: number, top: number, width: number, draw: boolean): number {
	const { context, font, ink, quiet } = pen;
	let y = top;
	const text = (words: string, style: string, colour: string) => {
		context.font = style;
		for (const line of wrap(words, width, (one) => context.measureText(one).width)) {
			context.fillStyle = colour;
			if (draw) context.fillText(line, x, y + 13);
			y += LINE;
		}
	};
	text(spec.title, `600 13px ${font}`, ink);
	const cell = width / Math.max(1, spec.colours.length);
	if (draw) {
		if (spec.continuous) {
			const ramp = context.createLinearGradient(x, 0, x + width, 0);
			spec.colours.forEach((colour, i) => ramp.addColorStop((i + 0.5) / spec.colours.length, colour));
			context.fillStyle = ramp;
			context.fillRect(x, y + 2, width, 12);
		} else {
			spec.colours.forEach((colour, i) => {
				context.fillStyle = colour;
				context.fillRect(x + i * cell, y + 2, cell - 1, 12);
			});
		}
		if (spec.modelled) lines(pen, x, y + 2, width, 12, 'rgba(255, 255, 255, 0.65)', 6);
		context.font = `11px ${font}`;
		context.fillStyle = quiet;
		context.textAlign = 'center';
		spec.breaks.forEach((edge, i) => context.fillText(spec.format(edge), x + (i + 1) * cell, y + 27));
		context.textAlign = 'left';
	}
	y += 34;
	const keys: [string, (x: number, y: number) => void][] = [
		[spec.missing, (kx, ky) => {
			context.fillStyle = pen.missing;
			context.fillRect(kx, ky, 16, 11);
			lines(pen, kx, ky, 16, 11, pen.hatch, 5);
		}]
	];
	const middle = classesOf(spec)[spec.colours.length >> 1]?.colour ?? pen.missing;
	const over = (colour: string, gap: number) => (kx: number, ky: number) => {
		context.fillStyle = middle;
		context.fillRect(kx, ky, 16, 11);
		lines(pen, kx, ky, 16, 11, colour, gap);
	};
	if (spec.partial) keys.push([spec.partial, over('rgba(255, 255, 255, 0.7)', 4)]);
	if (spec.modelled) keys.push([pen.words.modelled, over('rgba(255, 255, 255, 0.65)', 6)]);
	let at = x;
	context.font = `12px ${font}`;
	for (const [words, sign] of keys) {
		const wide = 22 + context.measureText(words).width;
		if (at > x && at + wide > x + width) [at, y] = [x, y + LINE];
		if (draw) {
			sign(at, y + 3);
			context.fillStyle = ink;
			context.fillText(words, at + 22, y + 13);
		}
		at += wide + 14;
	}
	y += LINE + 3;
	if (spec.note) text(`${spec.note}${spec.sources.length ? ` ${pen.words.source}: ${spec.sources.map((one) => one.text).join('; ')}.` : ''}`, `11px ${font}`, quiet);
	return y - top;
}
