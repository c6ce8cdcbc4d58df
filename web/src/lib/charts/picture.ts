/** A chart or a small map, with what stands above it. */
export interface Panel {
	svg: SVGSVGElement;
	caption: string;
}

/** What stands around the panels of a picture. */
export interface PictureWords {
	title: string;
	/** That the data are made for demonstration; `null` where they are not. */
	warning: string | null;
	/** A table above the panels; `null` where there is none. */
	table?: { heads: readonly string[]; lines: readonly { name: string; values: readonly string[] }[] } | null;
	/** Classes of the maps, with what each stands for. */
	legend: readonly { colour: string | null; text: string }[];
	/** Source, date and the like, a line each. */
	foot: readonly string[];
}

/** What a chart wears by the styles of the page, and has to wear by itself in a file. */
const WORN = ['fill', 'fill-opacity', 'fill-rule', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linejoin', 'font-family', 'font-size', 'font-weight', 'font-style', 'font-variant-numeric', 'text-anchor', 'opacity'];
const EDGE = 20;
const GAP = 16;
/** Width of the names in a table, the least of its other columns, and the height of a line. */
const [NAME, COLUMN, LINE] = [190, 96, 17];
/** Pixels of the file for one of the page. */
const SHARP = 2;

/** A chart that needs no page around it. */
function standalone(svg: SVGSVGElement): string {
	const copy = svg.cloneNode(true) as SVGSVGElement;
	const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')];
	[svg, ...svg.querySelectorAll<SVGElement>('*')].forEach((one, i) => {
		const style = getComputedStyle(one);
		for (const name of WORN) copies[i]?.style.setProperty(name, style.getPropertyValue(name));
	});
	copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
	return new XMLSerializer().serializeToString(copy);
}

async function imageOf(svg: SVGSVGElement): Promise<HTMLImageElement> {
	const address = URL.createObjectURL(new Blob([standalone(svg)], { type: 'image/svg+xml' }));
	try {
		const image = new Image();
		image.src = address;
		await image.decode();
		return image;
	} finally {
		URL.revokeObjectURL(address);
	}
}

/** Words in lines that fit a width. */
function wrapped(context: CanvasRenderingContext2D, text: string, width: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(' ')) {
		const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
		if (lines.length && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines;
}

/** The rows of panels as they are on the page, as a PNG with title, legend and source; `null` where it cannot be drawn. */
export async function pictureOf(rows: readonly (readonly Panel[])[], words: PictureWords): Promise<Blob | null> {
	const canvas = document.createElement('canvas');
	const context = canvas.getContext('2d');
	if (!context) return null;
	const style = getComputedStyle(document.documentElement);
	const colour = (name: string) => style.getPropertyValue(name).trim();
	const font = getComputedStyle(document.body).fontFamily;
	const drawn = await Promise.all(rows.map((row) => Promise.all(row.map(async ({ svg, caption }) => ({ image: await imageOf(svg), caption, width: svg.clientWidth, height: svg.clientHeight })))));
	const table = words.table?.lines.length ? words.table : null;
	const widest = Math.max(360, table ? NAME + table.heads.length * COLUMN : 0, ...drawn.map((row) => row.reduce((sum, panel) => sum + panel.width + GAP, -GAP)));
	const heights = drawn.map((row) => Math.max(0, ...row.map((panel) => panel.height)) + 22);
	context.font = `11px ${font}`;
	const foot = words.foot.flatMap((line) => wrapped(context, line, widest));
	context.font = `600 16px ${font}`;
	const title = wrapped(context, words.title, widest);
	const top = EDGE + title.length * 22 + (words.warning ? 20 : 0) + 6;
	const tall = table ? (table.lines.length + 1) * LINE + GAP : 0;
	const height = top + tall + heights.reduce((sum, one) => sum + one + GAP, 0) + (words.legend.length ? 22 : 0) + foot.length * 15 + EDGE;
	canvas.width = (widest + 2 * EDGE) * SHARP;
	canvas.height = height * SHARP;
	context.scale(SHARP, SHARP);
	context.fillStyle = colour('--paper');
	context.fillRect(0, 0, widest + 2 * EDGE, height);
	const write = (text: string, x: number, y: number, how: string, ink: string) => {
		context.font = `${how} ${font}`;
		context.fillStyle = ink;
		context.fillText(text, x, y);
	};
	title.forEach((line, i) => write(line, EDGE, EDGE + 14 + i * 22, '600 16px', colour('--ink')));
	if (words.warning) write(words.warning, EDGE, top - 10, '600 12px', colour('--bad'));
	let y = top;
	if (table) {
		const column = (widest - NAME) / table.heads.length;
		const cells = (texts: readonly string[], how: string, ink: string) =>
			texts.forEach((text, i) => {
				context.save();
				context.beginPath();
				context.rect(NAME + EDGE + i * column, y, column - 6, LINE);
				context.clip();
				write(text, NAME + EDGE + i * column, y + 12, how, ink);
				context.restore();
			});
		cells(table.heads, '600 11px', colour('--ink'));
		for (const line of table.lines) {
			y += LINE;
			context.fillStyle = colour('--line');
			context.fillRect(EDGE, y - 1, widest, 1);
			write(line.name, EDGE, y + 12, '11px', colour('--ink-2'));
			cells(line.values, '11px', colour('--ink'));
		}
		y += LINE + GAP;
	}
	drawn.forEach((row, i) => {
		let x = EDGE;
		for (const panel of row) {
			context.save();
			context.beginPath();
			context.rect(x, y, panel.width, 20);
			context.clip();
			write(panel.caption, x, y + 13, '600 12px', colour('--ink'));
			context.restore();
			context.drawImage(panel.image, x, y + 20, panel.width, panel.height);
			x += panel.width + GAP;
		}
		y += (heights[i] ?? 0) + GAP;
	});
	let x = EDGE;
	for (const one of words.legend) {
		context.fillStyle = one.colour ?? colour('--missing');
		context.fillRect(x, y, 16, 11);
		if (one.colour === null) write('///', x + 1, y + 9, '9px', colour('--missing-ink'));
		write(one.text, x + 21, y + 10, '11px', colour('--ink'));
		x += 21 + context.measureText(one.text).width + 14;
	}
	if (words.legend.length) y += 22;
	foot.forEach((line, i) => write(line, EDGE, y + 11 + i * 15, '11px', colour('--ink-2')));
	return new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
}
