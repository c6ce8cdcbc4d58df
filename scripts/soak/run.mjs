#!/usr/bin/env node
// A soak and a chaos run: `make soak`. Starts the built server and loads it as its users do, while it is killed, its dataset
// damaged, its disk full and its log blocked; ends with figures, and with status 1 where something was lost, failed or grew.
//   BIN=dist/desmigratif DATA=data SOAK_SECONDS=600 node scripts/soak/run.mjs
// Without a dataset at DATA it makes the demonstration. Needs Node alone; nothing but the address of the loopback is asked.
import { cpSync, existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';

import { Chaos } from './chaos.mjs';
import { Client, oneOf, pause, quantile } from './client.mjs';
import { growth, machine, mib, probed, requests } from './figures.mjs';
import { Record } from './record.mjs';
import { Server } from './server.mjs';
import { slowly } from './slow.mjs';
import { VISITORS, learn, tilePath } from './visitors.mjs';

const seconds = Number(process.env.SOAK_SECONDS || 600);
const program = resolve(process.env.BIN || 'dist/desmigratif');
const at = process.env.DATA;
/** How many of each ask at once, and how many write or do not finish. */
const CROWD = { planner: 2, government: 3, analyst: 2, hostile: 1, map: 3 };
const WRITERS = 3;
const SLOW = 15;
/** What health may take for its 99th percentile, milliseconds; a run too short for one is only held to its patience. */
const HEALTH = seconds >= 120 ? 1_000 : 5_000;

const say = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const work = mkdtempSync(join(tmpdir(), 'desmigratif-soak-'));
const data = join(work, 'data');
if (at && existsSync(join(at, 'dataset.toml'))) cpSync(at, data, { recursive: true });
else {
	say('no dataset at DATA: the demonstration is made');
	const made = spawnSync(program, ['demo', '--out', data], { encoding: 'utf8' });
	if (made.status !== 0) throw new Error(`${program} demo: ${made.error ?? made.stderr}`);
}

const server = new Server({ program, data, work });
process.on('exit', () => server.close());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
server.onDeath = () => {
	console.log(`The server ended by itself. The end of its log:\n${server.log().slice(-3000)}`);
	process.exit(1);
};
const client = new Client(server.place);
const disk = await server.mountState(`${64 + Math.ceil(seconds / 2)}m`);
if (!disk) say('skipped: no disk of its own may be mounted here, so none can be full');

const probe = new Worker(new URL('./probe.mjs', import.meta.url), { workerData: { every: Math.max(20, Math.min(100, seconds / 6)) } });
const results = new Promise((done, failed) => { probe.once('message', done); probe.once('error', failed); });
let paths = [];
const told = () => probe.postMessage({ ...server.place, paths });

await server.start();
say(`${program} answers at ${server.place.base}`);
const known = await learn(client);
paths = Array.from({ length: 300 }, () => tilePath(known, oneOf([5, 6, 7, 8, 9, 10, 11, 12]), oneOf(['mvt', 'mlt'])));
const record = new Record(client, { plan: known.plan, regencies: known.competing });
const chaos = new Chaos({ server, record, client, told });
told();

let over = false;
const think = () => 50 + Math.random() * 300;
const crowd = Object.entries(CROWD).flatMap(([name, count]) => Array.from({ length: count }, async () => {
	while (!over) await VISITORS[name](client, known, () => pause(think()));
}));
const writers = Array.from({ length: WRITERS }, () => record.write(() => over, think));
const tally = { opened: 0, closed: 0 };
for (let number = 0; number < SLOW; number += 1) void (async () => {
	while (!over) await slowly(server.place, number, tally);
})();
const measures = [];
let calmFrom = Infinity;
const measuring = setInterval(() => {
	const one = server.place.base === null ? null : server.measure();
	if (one) measures.push({ at: performance.now(), ...one });
}, Math.min(1000, seconds * 10));

// Storm: one thing after the other goes wrong. Then calm: whatever grows, grows there.
const begun = performance.now();
const storm = seconds * 600;
const EVENTS = [
	['killed', () => chaos.kill()],
	['SIGHUP', () => chaos.reload()],
	['killed, log blocked', () => chaos.kill({ deaf: true })],
	['killed, log read', () => chaos.kill()],
	['dataset damaged', () => chaos.damage()],
	...(disk ? [['disk full', () => chaos.full(Math.min(20_000, seconds * 30))]] : []),
];
const rounds = Math.max(1, Math.round(storm / (EVENTS.length * 40_000)));
for (let round = 0; round < rounds; round += 1) {
	for (const [n, [name, event]] of EVENTS.entries()) {
		const due = begun + (storm * (round * EVENTS.length + n + 0.5)) / (rounds * EVENTS.length);
		await pause(Math.max(0, due - performance.now()));
		say(`${name} (${record.answered} writes answered, ${server.measure()?.descriptors ?? 0} descriptors)`);
		await event();
	}
}
say('calm');
calmFrom = performance.now() + Math.min(20_000, seconds * 50);
await pause(Math.max(seconds * 200, begun + seconds * 1000 - performance.now()));
over = true;
clearInterval(measuring);
probe.postMessage('end');
await Promise.all([...crowd, ...writers]);
const measured = await results;
const load = loadavg()[0];

say('everything that was answered as saved is looked for');
const looked = await record.verify({ all: true });
const ended = await server.stop();
const left = await server.left();
const check = server.check();
client.close();

const calm = growth(measures.filter((one) => one.at >= calmFrom));
const health = quantile(measured.filter((one) => one.kind === 'health').map((one) => one.ms), 0.99);
const problems = [...client.failures, ...record.lost.map((text) => `lost: ${text}`), ...calm.problems];
for (const [name, kind] of client.kinds) if (kind.wrong.size) problems.push(`${name}: ${[...kind.wrong].map(([what, times]) => `${what} (${times})`).join(', ')}\n    ${kind.examples.join('\n    ')}`);
if (!(health <= HEALTH)) problems.push(`the 99th percentile of health is ${Math.round(health)} ms`);
const broken = measured.filter((one) => one.status !== 200 && one.status !== 204);
if (broken.length) problems.push(`health or tiles did not answer: ${broken.slice(0, 3).map((one) => `${one.path} ${one.status} after ${Math.round(one.ms)} ms`).join('; ')}`);
if (looked === 0) problems.push('nothing was written');
if (ended.code !== 0) problems.push(`it ended with ${ended.code ?? ended.signal}`);
if (left.length) problems.push(`processes remain: ${left.join(', ')}`);
if (!check.passed) problems.push(`check --state: ${check.said}`);
const log = server.log();
const panics = log.split('\n').filter((line) => /panicked at|overflowed its stack/.test(line));
if (panics.length) problems.push(`the log: ${panics.slice(0, 5).join('\n    ')}`);

const most = (key) => Math.max(...measures.map((one) => one[key]));
const report = `
${seconds} s, ${machine()}, load ${load.toFixed(1)}, dataset ${known.version} with ${known.regencies.length} regencies

${requests(client)}

${probed(measured)}

${calm.text}

most at any time: server ${mib(most('rss'))} MiB, workers ${mib(most('workers'))} MiB, ${most('descriptors')} descriptors
starts: ${server.starts.length}, the longest ${Math.round(Math.max(...server.starts))} ms; clients who did not finish: ${tally.opened}
what happened: ${Object.entries(chaos.done).map(([what, times]) => `${what} ${times}x`).join('; ')}
writes answered: ${record.answered} in ${record.size} scenarios, looked for ${record.found} times, lost ${record.lost.length}; refused because the disk was full: ${chaos.refusedWhenFull}
check --state: ${check.said.split('\n').at(-1)}
`;
console.log(report);
if (process.env.SOAK_REPORT) writeFileSync(process.env.SOAK_REPORT, report);
if (problems.length) {
	writeFileSync(join(tmpdir(), 'desmigratif-soak.log'), log);
	console.log(`What is wrong (log: ${join(tmpdir(), 'desmigratif-soak.log')}):\n- ${problems.join('\n- ')}`);
}
else console.log('Nothing is wrong.');
process.exit(problems.length ? 1 : 0);
