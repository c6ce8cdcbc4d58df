import type { ResultColumn, ResultRow } from '../result/values';

/** A step of a plan, with those whose rows it takes. */
export interface PlanNode {
	/** Where it stands in the plan, from 0, top to bottom. */
	at: number;
	/** `HashJoinExec`. */
	name: string;
	/** What it is told: `mode=CollectLeft, join_type=Inner`. */
	detail: string;
	/** Measured by `EXPLAIN ANALYZE`, in the order of the server. */
	metrics: { name: string; value: string }[];
	/** Time that this step computed itself, milliseconds, all of its threads together; `null` when it was not measured. */
	time: number | null;
	/** Rows that it gave; `null` when they were not counted. */
	rows: number | null;
	/** The count of rows was rounded by the server. */
	rounded: boolean;
	children: PlanNode[];
}

/** A plan as the server answers it. */
export interface Plan {
	/** `physical_plan`, `Plan with Metrics`. */
	type: string;
	text: string;
	/** `null` where the text is no tree of steps: the drawing of `FORMAT TREE`, a graph. */
	root: PlanNode | null;
}

/** The plans of an answer; `null` when it is an ordinary one. Steps of the optimizer that changed nothing are left out. */
export function plansOf(columns: readonly ResultColumn[], rows: readonly ResultRow[]): Plan[] | null {
	if (columns.length !== 2 || columns[0]?.name !== 'plan_type' || columns[1]?.name !== 'plan') return null;
	return rows
		.map((row) => ({ type: String(row['plan_type']), text: String(row['plan']) }))
		.filter(({ text }) => text !== 'SAME TEXT AS ABOVE')
		.map((plan) => ({ ...plan, root: readPlan(plan.text) }));
}

/**
 * Reads the text of a plan: a line a step, two spaces for every step above it. `null` when it is something else. A line
 * that begins no step (a text with a line end in it) belongs to the one before.
 */
export function readPlan(text: string): PlanNode | null {
	const lines: string[] = [];
	for (const line of text.split('\n')) {
		if (/^( {2})*[A-Z][A-Za-z0-9_ ]*(:|$|, )/.test(line)) lines.push(line);
		else if (line.trim() === '') continue;
		else if (lines.length) lines.push(`${lines.pop() ?? ''}\n${line}`);
		else return null;
	}
	const above: PlanNode[] = [];
	let root: PlanNode | null = null;
	for (const [at, line] of lines.entries()) {
		const depth = (/^ */.exec(line)?.[0].length ?? 0) / 2;
		const node = readStep(line.trim(), at);
		const parent = above[depth - 1];
		if (depth === 0) {
			// A plan has one last step.
			if (root) return null;
			root = node;
		} else if (parent) parent.children.push(node);
		else return null;
		above.length = depth;
		above[depth] = node;
	}
	return root;
}

function readStep(line: string, at: number): PlanNode {
	const measured = /^([\s\S]*?)(?:, |: )?metrics=\[([\s\S]*)\]$/.exec(line);
	const told = measured ? (measured[1] ?? '') : line;
	const [, name = told, detail = ''] = /^([A-Za-z0-9_ ]+)(?:: ?|, |$)([\s\S]*)$/.exec(told) ?? [];
	const metrics = parts(measured?.[2] ?? '').flatMap((part) => {
		const [, metric = '', value = ''] = /^([^=]+)=([\s\S]*)$/.exec(part) ?? [];
		return metric ? [{ name: metric, value }] : [];
	});
	const of = (metric: string) => metrics.find((one) => one.name === metric)?.value ?? null;
	const rows = of('output_rows');
	return { at, name, detail, metrics, time: milliseconds(of('elapsed_compute')), rows: count(rows), rounded: / [KMBT]$/.test(rows ?? ''), children: [] };
}

/** A list cut at its commas, but not at those within brackets. */
function parts(text: string): string[] {
	const found: string[] = [];
	let depth = 0;
	let begun = 0;
	for (let i = 0; i < text.length; i++) {
		const letter = text[i] ?? '';
		if ('([{'.includes(letter)) depth += 1;
		else if (')]}'.includes(letter)) depth -= 1;
		else if (letter === ',' && depth <= 0) {
			found.push(text.slice(begun, i).trim());
			begun = i + 1;
		}
	}
	return [...found, text.slice(begun).trim()].filter(Boolean);
}

const UNITS: Record<string, number> = { ns: 1e-6, µs: 1e-3, μs: 1e-3, us: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** A duration as the server writes it (`9.30µs`, `1.2s`, `1m 5s`) in milliseconds. */
export function milliseconds(text: string | null): number | null {
	const found = [...(text ?? '').matchAll(/([\d.]+) ?(ns|µs|μs|us|ms|s|m|h)/g)];
	if (!found.length) return null;
	return found.reduce((sum, [, value = '', unit = '']) => sum + Number(value) * (UNITS[unit] ?? NaN), 0);
}

const LARGE: Record<string, number> = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };

/** A count as the server writes it: `514`, `83.76 K`. */
export function count(text: string | null): number | null {
	const [, value, large] = /^([\d.]+)(?: ([KMBT]))?$/.exec(text ?? '') ?? [];
	return value === undefined ? null : Math.round(Number(value) * (large === undefined ? 1 : (LARGE[large] ?? NaN)));
}

/** All steps of a plan, top to bottom. */
export function steps(root: PlanNode): PlanNode[] {
	return [root, ...root.children.flatMap(steps)];
}
