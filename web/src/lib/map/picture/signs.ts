import { FLAG, TRIANGLES } from '../patterns';

/** A sign that lies on the map, in words. */
export interface Sign {
	kind: 'designations' | 'ltsa' | 'proposed' | 'chosen' | 'leaving' | 'entering';
	text: string;
}

/** What signs are drawn with. */
export interface SignPen {
	context: CanvasRenderingContext2D;
	font: string;
	ink: string;
	/** Colours as on the map. */
	signs: { accent: string; mark: string; sure: string; contested: string };
}

/** Room for a sign and between two entries, and the height of a row. */
const [SIGN, GAP, ROW] = [18, 18, 20];

/** Where each entry begins, in rows no wider than `width`; an entry wider than that has a row of its own. */
export function placesOf(widths: readonly number[], width: number): { x: number; row: number }[] {
	let [x, row] = [0, 0];
	return widths.map((one) => {
		if (x > 0 && x + SIGN + one > width) [x, row] = [0, row + 1];
		const place = { x, row };
		x += SIGN + one + GAP;
		return place;
	});
}

/** Writes what the signs of a map mean and gives back how high that is; with `draw` false it only measures. */
export function drawSigns(pen: SignPen, signs: readonly Sign[], x: number, top: number, width: number, draw: boolean): number {
	const { context, ink, font } = pen;
	context.font = `12px ${font}`;
	const places = placesOf(signs.map(({ text }) => context.measureText(text).width), width);
	if (draw) {
		signs.forEach(({ kind, text }, i) => {
			const { x: at, row } = places[i] ?? { x: 0, row: 0 };
			const y = top + row * ROW;
			sign(pen, kind, x + at + 6, y + 9);
			context.font = `12px ${font}`;
			context.fillStyle = ink;
			context.fillText(text, x + at + SIGN, y + 13);
		});
	}
	return (places.at(-1)?.row ?? 0) * ROW + ROW + 2;
}

/** A sign around a point, as it is on the map. */
function sign({ context, ink, signs }: SignPen, kind: Sign['kind'], x: number, y: number) {
	const shape = (corners: readonly (readonly [number, number])[], fill: string) => {
		const scale = 13 / 24;
		context.beginPath();
		corners.forEach(([cx, cy], i) => context[i === 0 ? 'moveTo' : 'lineTo'](x + (cx - 12) * scale, y + (cy - 12) * scale));
		context.closePath();
		context.fillStyle = fill;
		context.fill();
	};
	if (kind === 'proposed') return shape(FLAG, signs.mark);
	if (kind === 'leaving' || kind === 'entering') return shape(TRIANGLES[kind], kind === 'entering' ? signs.sure : signs.contested);
	if (kind === 'ltsa') {
		context.fillStyle = ink;
		context.fillRect(x - 4, y - 4, 8, 8);
		return;
	}
	context.beginPath();
	context.arc(x, y, 4.5, 0, 2 * Math.PI);
	if (kind === 'chosen') {
		context.fillStyle = signs.accent;
		context.fill();
		return;
	}
	context.strokeStyle = signs.accent;
	context.lineWidth = 2;
	context.stroke();
}
