import type { Said } from '$lib/i18n/said';

/** What a legend says of the colours of a map: the same on the screen, on paper and in a picture. */
export interface LegendSpec {
	title: string;
	/** Colours low to high, one more than `breaks`. */
	colours: readonly string[];
	/** Values between the classes. */
	breaks: readonly number[];
	format: (value: number) => string;
	/** A continuous ramp instead of classes. */
	continuous: boolean;
	/** Only whole numbers are shown: a class names those that are in it. */
	whole?: boolean;
	/** Wears stripes: the values are modelled. */
	modelled: boolean;
	/** What the hatch stands for. */
	missing: string;
	/** What thin lines over a colour stand for; `null` where none are. */
	partial: string | null;
	/** Unit and year, in one line. */
	note: string;
	/** Where the figures come from. */
	sources: readonly Said[];
}

/** Each class with the values in it, low to high. */
export function classesOf({ colours, breaks, format, whole = false }: Pick<LegendSpec, 'colours' | 'breaks' | 'format' | 'whole'>): { colour: string; text: string }[] {
	const edge = (i: number) => breaks[i] ?? 0;
	const text = (i: number) => {
		if (!breaks.length) return '';
		if (i === breaks.length) return `≥ ${format(edge(i - 1))}`;
		if (!whole) return i === 0 ? `< ${format(edge(0))}` : `${format(edge(i - 1))} – ${format(edge(i))}`;
		const [from, to] = [i === 0 ? 0 : edge(i - 1), edge(i) - 1];
		return to > from ? `${format(from)} – ${format(to)}` : format(from);
	};
	return colours.map((colour, i) => ({ colour, text: text(i) }));
}

/** Decimals that the finest edge needs, so that neighbouring edges never read alike. */
export function decimalsOf(breaks: readonly number[], least = 0): number {
	return Math.max(least, ...breaks.map((edge) => (String(edge).split('.')[1] ?? '').length));
}

/** The colours as a gradient of CSS, each in the middle of its class, as on the map. */
export function rampOf(colours: readonly string[]): string {
	return `linear-gradient(90deg, ${colours.map((colour, i) => `${colour} ${(((i + 0.5) / colours.length) * 100).toFixed(2)}%`).join(', ')})`;
}
