import { columnClass, isMissing, numberOf, plainText, type ResultColumn, type ResultRow } from '../result/values';

/** How a result can be drawn without asking the server again. */
export const KINDS = ['bars', 'histogram', 'points', 'line'] as const;
export type Kind = (typeof KINDS)[number];

/** A chart: what stands along the bottom (or names the bars) and what is measured. `x` of a histogram is empty. */
export interface ChartPlan {
	kind: Kind;
	x: string;
	y: string;
}

/** Bars beyond this cannot be read side by side. */
export const BARS = 40;

const YEAR = /(^|_)(year|tahun)$/i;
const TIME = /^(date|timestamp|time)/i;
const NAME = /(^|_)(name|nama|title)$/i;

/** Columns that can stand for `x` of a kind of chart. */
export function horizontal(kind: Kind, columns: readonly ResultColumn[]): ResultColumn[] {
	if (kind === 'histogram') return [];
	const fits = (c: ResultColumn) => (kind === 'bars' ? columnClass(c.type) !== 'geometry' && c.type !== 'list' : columnClass(c.type) === 'number' || isTime(c));
	return columns.filter(fits);
}

/** Columns that can be measured. */
export function measured(columns: readonly ResultColumn[]): ResultColumn[] {
	return columns.filter((c) => columnClass(c.type) === 'number');
}

/** True for days and moments. */
export function isTime(column: ResultColumn): boolean {
	return TIME.test(column.type);
}

/** Years are written without thousands, and days as days. */
export function isYear(name: string): boolean {
	return YEAR.test(name);
}

/**
 * The chart that a result asks for: a line over time, bars over names, points for two numbers, the spread of one number.
 * What is measured is the last number, which is where analysts write what they are after. `null` without any number.
 */
export function suggest(columns: readonly ResultColumn[], rows: number): ChartPlan | null {
	const numbers = measured(columns);
	const y = numbers.filter((c) => !YEAR.test(c.name)).at(-1) ?? numbers.at(-1);
	if (!y) return null;
	const time = columns.find((c) => c !== y && (isTime(c) || (columnClass(c.type) === 'number' && YEAR.test(c.name))));
	const texts = columns.filter((c) => columnClass(c.type) === 'text' && c.type !== 'list' && !isTime(c));
	const name = texts.find((c) => NAME.test(c.name)) ?? texts[0];
	if (name && rows <= BARS) return { kind: 'bars', x: name.name, y: y.name };
	if (time && !name) return { kind: 'line', x: time.name, y: y.name };
	const other = numbers.filter((c) => c !== y).at(-1);
	if (!name && other) return { kind: 'points', x: other.name, y: y.name };
	return { kind: 'histogram', x: '', y: y.name };
}

/** A chosen plan that fits other columns too: what is not there any more is chosen anew. */
export function fitted(plan: ChartPlan, columns: readonly ResultColumn[]): ChartPlan | null {
	const ys = measured(columns).map((c) => c.name);
	const xs = horizontal(plan.kind, columns).map((c) => c.name);
	const y = ys.includes(plan.y) ? plan.y : ys.at(-1);
	const x = xs.includes(plan.x) ? plan.x : (xs.find((name) => name !== y) ?? xs[0]);
	if (y === undefined || (x === undefined && plan.kind !== 'histogram')) return null;
	return { kind: plan.kind, x: x ?? '', y };
}

/** A row as a point. */
export interface PlotPoint {
	/** A time in milliseconds since 1970 where `x` is one. */
	x: number;
	y: number;
	/** The number of its row. */
	index: number;
}

/** Rows as points, and how many have no place because a value is missing. */
export function pointsOf(plan: ChartPlan, columns: readonly ResultColumn[], rows: readonly ResultRow[], order: readonly number[]): { points: PlotPoint[]; without: number } {
	const column = columns.find((c) => c.name === plan.x);
	const time = column ? isTime(column) : false;
	const points: PlotPoint[] = [];
	for (const index of order) {
		const x = time ? moment(rows[index]?.[plan.x]) : numberOf(rows[index]?.[plan.x]);
		const y = numberOf(rows[index]?.[plan.y]);
		if (x !== null && y !== null) points.push({ x, y, index });
	}
	if (plan.kind === 'line') points.sort((a, b) => a.x - b.x);
	return { points, without: order.length - points.length };
}

/** A day or moment of the server, which writes no time zone, as if it were UTC: no reader's clock moves it. */
function moment(value: unknown): number | null {
	if (typeof value !== 'string') return null;
	const time = Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(value) || /^\d{4}-\d\d-\d\d$/.test(value) ? value : `${value}Z`);
	return Number.isFinite(time) ? time : null;
}

/** True where a line would go back and forth over one place: several rows share an `x`. */
export function repeats(points: readonly PlotPoint[]): boolean {
	return points.some((point, i) => i > 0 && point.x === points[i - 1]?.x);
}

/** The first rows as bars. */
export function barsOf(plan: ChartPlan, rows: readonly ResultRow[], order: readonly number[], missing: string): { key: string; label: string; value: number | null }[] {
	return order.slice(0, BARS).map((index) => {
		const label = rows[index]?.[plan.x];
		return { key: String(index), label: isMissing(label) ? missing : (plainText(label) ?? missing), value: numberOf(rows[index]?.[plan.y]) };
	});
}
