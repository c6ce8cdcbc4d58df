/** The longest round distance (1, 2 or 5 times a power of ten) whose bar is at most `most` pixels wide. */
export function scaleBar(metresPerPixel: number, most: number): { metres: number; pixels: number } {
	const reach = metresPerPixel * most;
	if (!(reach > 0) || !Number.isFinite(reach)) return { metres: 0, pixels: 0 };
	const power = 10 ** Math.floor(Math.log10(reach));
	const metres = [5, 2, 1].map((m) => m * power).find((one) => one <= reach * (1 + 1e-9)) ?? power;
	return { metres, pixels: metres / metresPerPixel };
}

/** A text in lines that are at most `width` wide; a longer word gets a line of its own. */
export function wrap(text: string, width: number, measure: (line: string) => number): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/).filter(Boolean)) {
		const longer = line ? `${line} ${word}` : word;
		if (line && measure(longer) > width) {
			lines.push(line);
			line = word;
		} else line = longer;
	}
	return line ? [...lines, line] : lines;
}

/** A box in pixels of the screen. */
export interface Box {
	left: number;
	top: number;
	width: number;
	height: number;
}

/** The part of a map that no panel covers: what a reader sees of it. */
export function seen(size: { width: number; height: number }, padding: { top: number; right: number; bottom: number; left: number }): Box {
	const width = size.width - padding.left - padding.right;
	const height = size.height - padding.top - padding.bottom;
	return { left: padding.left, top: padding.top, width: Math.max(1, width), height: Math.max(1, height) };
}
