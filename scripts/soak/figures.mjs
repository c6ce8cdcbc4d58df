// What a run came to: a table for people, and what is wrong with it.
import { cpus, totalmem } from 'node:os';

import { quantile } from './client.mjs';

const mib = (bytes) => Math.round(bytes / 2 ** 20);
const ms = (value) => (Number.isNaN(value) ? '-' : value < 10 ? value.toFixed(1) : String(Math.round(value)));
const median = (list) => quantile(list, 0.5);

export function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
	const line = (row) => `| ${row.map((cell, column) => String(cell).padEnd(widths[column])).join(' | ')} |`;
	return [line(rows[0]), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.slice(1).map(line)].join('\n');
}

/** By kind of request. */
export function requests(client) {
	const rows = [['asked', 'answers', 'refused', 'cut off by a kill', 'wrong', 'p50 ms', 'p99 ms', 'longest ms']];
	for (const [name, kind] of [...client.kinds].sort(([a], [b]) => a.localeCompare(b))) {
		const sum = (map) => [...map.values()].reduce((a, b) => a + b, 0);
		rows.push([name, kind.answers, sum(kind.refused), kind.cutOff, sum(kind.wrong), ms(quantile(kind.times, 0.5)), ms(quantile(kind.times, 0.99)), ms(quantile(kind.times, 1))]);
	}
	return table(rows);
}

/** What was measured from outside of the load. */
export function probed(measured) {
	const of = (kind) => measured.filter((one) => one.kind === kind);
	const row = (kind) => {
		const times = of(kind).map((one) => one.ms);
		return [kind, times.length, of(kind).filter((one) => one.status !== 200 && one.status !== 204).length, ms(median(times)), ms(quantile(times, 0.99)), ms(quantile(times, 1))];
	};
	return table([['measured alone', 'answers', 'not 200', 'p50 ms', 'p99 ms', 'longest ms'], row('health'), row('tile')]);
}

/** Whether memory and descriptors grow where nothing is killed: the first quarter of that time against the last. */
export function growth(calm) {
	const quarter = Math.max(1, Math.floor(calm.length / 4));
	const parts = [0, 1, 2, 3].map((n) => calm.slice(n * quarter, n === 3 ? calm.length : (n + 1) * quarter));
	const rows = [['quarter of the calm part', 'server MiB', 'workers MiB', 'descriptors', 'threads']];
	const medians = parts.map((part) => Object.fromEntries(['rss', 'workers', 'descriptors', 'threads'].map((key) => [key, median(part.map((one) => one[key]))])));
	medians.forEach((one, n) => rows.push([n + 1, mib(one.rss), mib(one.workers), one.descriptors, one.threads]));
	const [first, last] = [medians[0], medians[3]];
	const problems = [];
	if (last.rss > first.rss * 1.5 + 128 * 2 ** 20) problems.push(`memory grows: ${mib(first.rss)} MiB in the first quarter, ${mib(last.rss)} in the last`);
	if (last.descriptors > first.descriptors * 1.5 + 64) problems.push(`descriptors grow: ${first.descriptors}, then ${last.descriptors}`);
	return { text: table(rows), problems };
}

export function machine() {
	return `${cpus().length} cores (${cpus()[0]?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

export { median, mib, ms };
