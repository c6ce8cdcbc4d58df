import type { ExpressionSpecification } from 'maplibre-gl';
import { quantileBreaks } from '$lib/charts/scales';
import { columnClass, isMissing, numberOf, plainText, type ResultColumn, type ResultRow } from '../result/values';

/** A line of the legend. */
export interface Key {
	colour: string;
	/** Classes of numbers have ends (`null` where a class is open), categories have a text; other texts have neither. */
	from: number | null;
	to: number | null;
	text: string | null;
	/** Rows of this colour. */
	count: number;
}

/** How a column colours the rows. */
export interface Colouring {
	kind: 'classes' | 'categories';
	/** The colour of a feature. */
	expression: ExpressionSpecification;
	/** True of a feature without a value. */
	missing: ExpressionSpecification;
	keys: Key[];
	/** Rows without a value. */
	without: number;
}

const CLASSES = 5;

/** Colours of categories, those of criteria in `app.css`: colour-blind readers tell them apart. The last is for all others. */
export function categoryColours(dark: boolean): readonly string[] {
	return dark
		? ['#63b3ea', '#f09a4a', '#4cc39c', '#df8fbd', '#d3c04a', '#a5a3ee', '#d39a80', '#94a09a']
		: ['#0f6ba8', '#c25e00', '#0a7d5d', '#a8487f', '#7a6a00', '#5b5aa8', '#8c4a2f', '#66706b'];
}

/** Columns that can colour rows: numbers and texts, but neither coordinates nor what differs in every row. */
export function colourColumns(columns: readonly ResultColumn[], rows: readonly ResultRow[], coordinates: readonly string[]): string[] {
	return columns
		.filter((c) => {
			const kind = columnClass(c.type);
			if (kind === 'geometry' || c.type === 'list' || coordinates.includes(c.name)) return false;
			return kind === 'number' || rows.length < 3 || new Set(rows.map((row) => row[c.name])).size <= Math.max(12, rows.length / 2);
		})
		.map((c) => c.name);
}

/** The column that colours rows before anybody chose one: the last number, else the first text. */
export function usualColumn(columns: readonly ResultColumn[], names: readonly string[]): string {
	return columns.findLast((c) => names.includes(c.name) && columnClass(c.type) === 'number')?.name ?? names[0] ?? '';
}

/**
 * Colours rows by a column: numbers in classes of about equally many rows, from `scale` (which gives so many colours,
 * low to high), other values by the most frequent ones, from `palette`, whose last colour is for all others.
 */
export function colouring(
	column: ResultColumn,
	rows: readonly ResultRow[],
	order: readonly number[],
	scale: (n: number) => string[],
	palette: readonly string[]
): Colouring {
	const value: ExpressionSpecification = ['get', column.name];
	const missing: ExpressionSpecification = ['==', ['coalesce', ['typeof', value], 'null'], 'null'];
	const read = (index: number) => rows[index]?.[column.name];
	if (columnClass(column.type) === 'number') {
		const values = order.flatMap((index) => numberOf(read(index)) ?? []);
		const breaks = quantileBreaks(values, CLASSES);
		const colours = scale(breaks.length + 1);
		const keys: Key[] = colours.map((colour, i) => ({ colour, from: breaks[i - 1] ?? null, to: breaks[i] ?? null, text: null, count: 0 }));
		for (const one of values) {
			const key = keys[breaks.filter((edge) => one >= edge).length];
			if (key) key.count += 1;
		}
		const steps = breaks.flatMap((edge, i) => [edge, colours[i + 1] ?? '']);
		const classes = (steps.length ? ['step', ['to-number', value], colours[0], ...steps] : ['literal', colours[0] ?? 'gray']) as ExpressionSpecification;
		return { kind: 'classes', expression: classes, missing, keys, without: order.length - values.length };
	}
	const counts = new Map<string, number>();
	for (const index of order) {
		const one = read(index);
		if (!isMissing(one)) counts.set(plainText(one) ?? '', (counts.get(plainText(one) ?? '') ?? 0) + 1);
	}
	const known = [...counts.values()].reduce((a, b) => a + b, 0);
	const most = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	const others = palette.at(-1) ?? 'gray';
	const named = most.slice(0, most.length <= palette.length - 1 ? most.length : palette.length - 1);
	const keys: Key[] = named.map(([text, count], i) => ({ colour: palette[i] ?? others, from: null, to: null, text, count }));
	const rest = known - keys.reduce((sum, key) => sum + key.count, 0);
	if (rest > 0) keys.push({ colour: others, from: null, to: null, text: null, count: rest });
	const pairs = named.flatMap(([text], i) => [text, palette[i] ?? others]);
	const expression = (pairs.length ? ['match', ['to-string', value], ...pairs, others] : ['literal', others]) as ExpressionSpecification;
	return { kind: 'categories', expression, missing, keys, without: order.length - known };
}
