import type { Ground } from './palette';

/** An image for MapLibre: straight RGBA at two pixels a point. */
export interface Sprite {
	name: string;
	data: ImageData;
	pixelRatio: number;
}

/** Corners of the triangles of a swap, on 24 by 24: who leaves the set points down, who enters it points up. */
export const TRIANGLES = {
	leaving: [[2.5, 5], [21.5, 5], [12, 21]],
	entering: [[12, 3], [21.5, 19], [2.5, 19]]
} as const;

/** Corners of the flag on a village that somebody proposes, on 24 by 24; it stands on its place. */
export const FLAG = [[7, 2], [21, 6.5], [10, 11], [10, 21], [7, 21]] as const;

/**
 * Diagonal lines for areas without data, thin ones to lie over a colour, the square that marks an LTSA office, diamonds for
 * villages that are surely in (full), contested (hollow) or not to be assessed (grey), triangles for those of a swap, and
 * a flag for those that are proposed.
 */
export function sprites(colours: Ground): Sprite[] {
	const made = [
		hatch(colours, 'missing'),
		hatch(colours, 'partial'),
		square(colours),
		...(['sure', 'contested', 'unknown'] as const).map((name) => diamond(colours, name)),
		...(['leaving', 'entering'] as const).map((name) => triangle(colours, name)),
		flag(colours)
	];
	return made.filter((sprite): sprite is Sprite => sprite !== null);
}

function canvas(size: number): CanvasRenderingContext2D | null {
	const element = document.createElement('canvas');
	element.width = element.height = size;
	return element.getContext('2d');
}

function hatch(colours: Ground, name: 'missing' | 'partial'): Sprite | null {
	const size = 16;
	const context = canvas(size);
	if (!context) return null;
	if (name === 'missing') {
		context.fillStyle = colours.missing;
		context.fillRect(0, 0, size, size);
	}
	context.strokeStyle = name === 'missing' ? colours.hatch : colours.partial;
	context.lineWidth = name === 'missing' ? 2 : 1.5;
	// Three lines, so that the stripes meet themselves at the edges of the tile.
	for (const shift of [-size, 0, size]) {
		context.beginPath();
		context.moveTo(shift, size);
		context.lineTo(shift + size, 0);
		context.stroke();
	}
	return { name, data: context.getImageData(0, 0, size, size), pixelRatio: 2 };
}

function square(colours: Ground): Sprite | null {
	const size = 22;
	const context = canvas(size);
	if (!context) return null;
	context.fillStyle = colours.markHalo;
	context.fillRect(0, 0, size, size);
	context.fillStyle = colours.mark;
	context.fillRect(4, 4, size - 8, size - 8);
	return { name: 'ltsa', data: context.getImageData(0, 0, size, size), pixelRatio: 2 };
}

function diamond(colours: Ground, name: 'sure' | 'contested' | 'unknown'): Sprite | null {
	const size = 24;
	const context = canvas(size);
	if (!context) return null;
	const draw = (radius: number, colour: string) => {
		context.fillStyle = colour;
		context.beginPath();
		context.moveTo(size / 2, size / 2 - radius);
		context.lineTo(size / 2 + radius, size / 2);
		context.lineTo(size / 2, size / 2 + radius);
		context.lineTo(size / 2 - radius, size / 2);
		context.fill();
	};
	draw(12, colours.markHalo);
	draw(10, name === 'unknown' ? colours.hatch : colours[name]);
	if (name === 'unknown') draw(7, colours.missing);
	if (name === 'contested') draw(4.5, colours.markHalo);
	return { name, data: context.getImageData(0, 0, size, size), pixelRatio: 2 };
}

function triangle(colours: Ground, name: keyof typeof TRIANGLES): Sprite | null {
	const scale = 1.5;
	const size = 24 * scale;
	const context = canvas(size);
	if (!context) return null;
	context.beginPath();
	TRIANGLES[name].forEach(([x, y], i) => (i === 0 ? context.moveTo(x * scale, y * scale) : context.lineTo(x * scale, y * scale)));
	context.closePath();
	context.lineJoin = 'round';
	context.lineWidth = 5;
	context.strokeStyle = colours.markHalo;
	context.stroke();
	context.lineWidth = 2.5;
	context.strokeStyle = colours.mark;
	context.stroke();
	context.fillStyle = name === 'entering' ? colours.sure : colours.contested;
	context.fill();
	return { name, data: context.getImageData(0, 0, size, size), pixelRatio: 2 };
}

function flag(colours: Ground): Sprite | null {
	const scale = 1.5;
	const size = 24 * scale;
	const context = canvas(size);
	if (!context) return null;
	context.beginPath();
	FLAG.forEach(([x, y], i) => (i === 0 ? context.moveTo(x * scale, y * scale) : context.lineTo(x * scale, y * scale)));
	context.closePath();
	context.lineJoin = 'round';
	context.lineWidth = 5;
	context.strokeStyle = colours.markHalo;
	context.stroke();
	context.fillStyle = colours.mark;
	context.fill();
	return { name: 'proposed', data: context.getImageData(0, 0, size, size), pixelRatio: 2 };
}
