#!/usr/bin/env node
// A server with accounts that is killed again and again while people sign: `make kills`.
//   BIN=dist/desmigratif KILLS=1000 node scripts/kills/run.mjs
// After every kill: what was answered is there, nothing is there twice or half, and `check --state` passes over a copy of
// the state as the kill left it, with the head that was noted outside. Ends with figures, and with status 1 where anything is wrong.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { REGENCIES, smallCountry } from '../accounts/country.mjs';
import { Person } from '../accounts/people.mjs';
import { Client, pause, quantile } from '../soak/client.mjs';
import { machine, ms, requests } from '../soak/figures.mjs';
import { Server } from '../soak/server.mjs';
import { chain } from './chain.mjs';
import { Doors } from './doors.mjs';
import { Lists } from './lists.mjs';

const KILLS = Number(process.env.KILLS || 1000);
const program = resolve(process.env.BIN || 'dist/desmigratif');
/** No kill takes longer, with its start and all that is looked for after it; on average, milliseconds. */
const PATIENCE = 20_000;
/** How often it is killed before a state of its own is begun anew: what is there is looked through whole at the end of each. */
const TERM = 100;
/** How many work with lists at once. */
const HANDS = 4;

const say = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const work = mkdtempSync(join(tmpdir(), 'desmigratif-kills-'));
const problems = [];
const total = { kills: 0, before: 0, written: 0, signatures: 0, untold: 0, looked: 0, checks: 0, events: 0, lists: 0 };
const starts = [];
let client;
let server;
process.on('exit', () => {
	server?.close();
	rmSync(work, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
setTimeout(() => {
	console.log(`It takes too long: ${total.kills} kills of ${KILLS}, more than ${PATIENCE} ms each. The end of the log:\n${server.log().slice(-3000)}`);
	process.exit(1);
}, KILLS * PATIENCE + 120_000).unref();

const begun = performance.now();
const data = smallCountry({ program, work });

/** `desmigratif check` over a copy, as soon as the copy is there; tells what it said, and how many events there are. */
function checked(head) {
	const copy = join(work, 'copy');
	rmSync(copy, { recursive: true, force: true });
	cpSync(server.state, copy, { recursive: true });
	cpSync(head, `${copy}.head`);
	const child = spawn(program, ['check', '--state', copy, '--head', `${copy}.head`], { timeout: 120_000 });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
	return new Promise((done) => child.on('close', (code) => {
		total.checks += 1;
		done({ passed: code === 0, said: said.trim(), events: Number(/(\d+) events/.exec(said)?.[1] ?? 0) });
	}));
}

async function begin(number) {
	const place = join(work, `term-${number}`);
	const head = `${place}.head`;
	server = new Server({ program, data, work: place, more: { DESMIGRATIF_ACCESS: 'accounts', DESMIGRATIF_HEAD: head } });
	server.onDeath = () => {
		console.log(`The server ended by itself. The end of its log:\n${server.log().slice(-3000)}`);
		process.exit(1);
	};
	client ??= new Client(server.place);
	client.place = server.place;
	await server.start();
	const made = (login, name) => new Person(client, login, name);
	const people = { reader: made('sari', 'Sari'), planner: made('budi', 'Budi'), approver: made('wati', 'Wati'), admin: made('ana', 'Ana') };
	const roles = { reader: ['reader'], planner: ['planner'], approver: ['approver'], admin: ['admin'] };
	for (const [code] of REGENCIES) {
		people[code] = made(`kab${code.replace('.', '')}`, `Kepala ${code}`);
		roles[code] = [`regency:${code}`];
		people[code.slice(0, 2)] ??= made(`prov${code.slice(0, 2)}`, `Gubernur ${code.slice(0, 2)}`);
		roles[code.slice(0, 2)] = [`province:${code.slice(0, 2)}`];
	}
	const second = (key) => key === 'approver' || /^\d/.test(key);
	for (const [key, person] of Object.entries(people)) await person.arrive({ program, state: server.state, roles: roles[key], second: second(key) });
	const lists = new Lists(people);
	return { head, people, lists, doors: new Doors(people, lists) };
}

/** Kills it while it starts, sometimes; what it was about to do then it does at its next start. */
async function interrupted() {
	if (Math.random() >= 0.1 || total.kills >= KILLS) return;
	const starting = server.start().then(() => undefined, () => undefined);
	await pause(Math.random() * quantile(starts, 0.5));
	await server.kill();
	await starting;
	total.kills += 1;
	total.before += 1;
}

/** Works until it is killed: after so many answered writes, in the middle of the next ones. */
async function storm({ lists, doors }) {
	let over = false;
	const until = async (work) => { while (!over) await work(); };
	const hands = [...Array.from({ length: HANDS }, () => until(() => lists.work())), until(() => doors.work()), Math.random() < 0.2 ? doors.signer() : null, doors.guess()];
	const due = lists.written + Math.floor(Math.random() * 24);
	for (let waited = 0; lists.written < due && waited < 5_000; waited += 1) await pause(1);
	await pause(Math.random() * 30);
	over = true;
	await server.kill();
	total.kills += 1;
	await Promise.all(hands);
}

for (let number = 1; total.kills < KILLS; number += 1) {
	const term = await begin(number);
	const due = Math.min(KILLS, total.kills + TERM);
	let checking = Promise.resolve({ passed: true, said: '', events: 0 });
	let answered = 0;
	const look = async () => {
		const { passed, said, events } = await checking;
		if (!passed) problems.push(`check after kill ${total.kills}: ${said}`);
		if (events < answered) problems.push(`after kill ${total.kills} there are ${events} events, and ${answered} were answered`);
	};
	while (total.kills < due) {
		await storm(term);
		await look();
		answered = term.lists.written;
		checking = checked(term.head);
		await interrupted();
		await server.start();
		starts.push(server.starts.at(-1));
		await term.lists.verify();
		await term.doors.verify();
	}
	await look();
	await term.lists.verify({ all: true });
	const events = await chain(term.people.admin);
	problems.push(...events.problems(term.lists));
	const ended = await server.stop();
	if (ended.code !== 0) problems.push(`told to stop, it ended with ${ended.code ?? ended.signal}`);
	const last = await checked(term.head);
	if (!last.passed) problems.push(`check at the end: ${last.said}`);
	const left = await server.left();
	if (left.length) problems.push(`processes remain: ${left.join(', ')}`);
	const panics = server.log().split('\n').filter((line) => /panicked at|overflowed its stack/.test(line));
	if (panics.length) problems.push(`the log: ${panics.slice(0, 5).join('\n    ')}`);
	problems.push(...term.lists.wrong, ...term.doors.wrong);
	const { lists, doors } = term;
	total.written += lists.written;
	total.signatures += lists.signatures;
	total.untold += lists.untold;
	total.looked += lists.looked + doors.looked;
	total.events += last.events;
	total.lists += lists.all.size;
	say(`${total.kills} kills, ${total.written} writes answered, ${problems.length} problems`);
	if (problems.length) {
		writeFileSync(join(tmpdir(), 'desmigratif-kills.log'), server.log());
		break;
	}
	server.close();
}

problems.push(...client.failures);
for (const [name, kind] of client.kinds) if (kind.wrong.size) problems.push(`${name}: ${[...kind.wrong].map(([what, times]) => `${what} (${times})`).join(', ')}\n    ${kind.examples.join('\n    ')}`);
if (total.signatures === 0) problems.push('nothing was signed');
client.close();
console.log(`
${Math.round((performance.now() - begun) / 1000)} s, ${machine()}, load ${loadavg()[0].toFixed(1)}

${requests(client)}

killed: ${total.kills} times, ${total.before} of them before it had started
answered writes: ${total.written}, ${total.signatures} of them signatures, on ${total.lists} lists; ${total.events} events in all
looked for: ${total.looked} times; found although nobody was told: ${total.untold} (frozen or signed, whole, as the kill came between the disk and the answer)
check --state with the head noted outside: ${total.checks} times
starts: 50 % within ${ms(quantile(starts, 0.5))} ms, 99 % within ${ms(quantile(starts, 0.99))} ms, the longest ${ms(quantile(starts, 1))} ms
`);
if (problems.length) console.log(`What is wrong (log: ${join(tmpdir(), 'desmigratif-kills.log')}):\n- ${problems.join('\n- ')}`);
else console.log('Nothing is wrong.');
process.exit(problems.length ? 1 : 0);
