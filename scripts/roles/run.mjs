#!/usr/bin/env node
// Everything that the description of the interface allows, asked by schemathesis as everybody in turn: `make test-roles`.
//   BIN=dist/desmigratif SCHEMATHESIS=.../bin/schemathesis REQUESTS=10000 node scripts/roles/run.mjs
// A server with accounts over a small country of its own. Fails where any answer is 500 or more, with the request as curl; also
// where fewer requests were made than asked for, or where somebody was not who they should have been until the end.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { plan, smallCountry } from '../accounts/country.mjs';
import { PASSWORD, Person } from '../accounts/people.mjs';
import { Client } from '../soak/client.mjs';
import { machine, table } from '../soak/figures.mjs';
import { Server } from '../soak/server.mjs';

const program = resolve(process.env.BIN || 'dist/desmigratif');
const schemathesis = process.env.SCHEMATHESIS ?? '';
const REQUESTS = Number(process.env.REQUESTS || 10_000);
const SEED = Number(process.env.ROLES_SEED || 1);
/** The longest time of one role, milliseconds. */
const PATIENCE = Number(process.env.ROLES_PATIENCE || 900_000);
const hooks = resolve(import.meta.dirname, 'hooks.py');

/** Who asks: their rights, and for tokens what these are for. Whoever manages accounts comes last, for it changes those of others. */
const ROLES = [
	{ who: 'not signed in' },
	{ who: 'reader', role: 'reader' },
	{ who: 'analyst', role: 'analyst' },
	{ who: 'trusted', role: 'trusted' },
	{ who: 'regency', role: 'regency:52.03', second: true },
	{ who: 'province', role: 'province:52', second: true },
	{ who: 'planner', role: 'planner' },
	{ who: 'approver', role: 'approver', second: true },
	{ who: 'token for reading', role: 'planner', scope: 'reading' },
	{ who: 'token for SQL', role: 'planner', scope: 'sql' },
	{ who: 'token for planning', role: 'planner', scope: 'planning' },
	{ who: 'admin', role: 'admin' },
];
/** What ends the sign-in that asks, or others of the same person, and is right to: each is asked by somebody of its own. */
const ENDING = ['sign_in', 'sign_out', 'end_second', 'end_sign_in', 'end_other_sign_ins', 'end_sign_ins_of', 'change_password'];

const say = (text) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const work = mkdtempSync(join(tmpdir(), 'desmigratif-roles-'));
let server;
process.on('exit', () => {
	server?.close();
	rmSync(work, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

const data = smallCountry({ program, work, few: true });
server = new Server({ program, data, work: join(work, 'server'), more: { DESMIGRATIF_ACCESS: 'accounts' } });
server.onDeath = () => {
	console.log(`The server ended by itself. The end of its log:\n${server.log().slice(-5000)}`);
	process.exit(1);
};
const client = new Client(server.place);
await server.start();

async function arrived(login, role, second = false) {
	const person = new Person(client, login, login);
	await person.arrive({ program, state: server.state, roles: [role], second });
	return person;
}
async function made(person, path, body, status) {
	const answer = await person.ask('made', path, { method: 'POST', body, expect: [status] });
	if (answer?.status !== status) throw new Error(`${path}: ${answer?.status} ${answer?.text}`);
	return answer.json();
}

// What is there to be asked for: lists in every state, somebody to be managed, a token to be ended.
const maker = await arrived('maker', 'planner');
const minister = await arrived('minister', 'approver', true);
const drafts = [];
for (let n = 0; n < 4; n += 1) drafts.push((await made(maker, '/api/v1/scenarios', { name: `Daftar ${n}`, plan: plan('52.03', 2) }, 201)).id);
for (const id of drafts.slice(2)) await made(maker, `/api/v1/scenarios/${id}/freeze`, { version: 1 }, 200);
const governor = await arrived('governor', 'province:52', true);
const regent = await arrived('regent', 'regency:52.03', true);
const sign = (person, level, area) => made(person, `/api/v1/scenarios/${drafts[3]}/sign`, { level, area, decision: 'approved' }, 200);
await sign(regent, 'regency', '52.03');
await sign(governor, 'province', '52');
await sign(minister, 'ministry');
const admin = await arrived('manager', 'admin');
const guest = await made(admin, '/api/v1/people', { login: 'guest', name: 'Guest', grants: [] }, 201);
const token = await made(maker, '/api/v1/tokens', { name: 'Uji', scopes: ['reading'], days: 1 }, 201);

const description = (await maker.ask('description', '/api/v1/openapi.json')).text;
const file = join(work, 'openapi.json');
writeFileSync(file, description);
const questions = (await maker.ask('questions', '/api/v1/queries')).json().items.map((one) => one.name);
const usual = plan('52.03', 2);
const village = '52.03.01.2003';
const area = { type: 'Polygon', coordinates: [[[116, -8.6], [116.5, -8.6], [116.5, -8.3], [116, -8.3], [116, -8.6]]] };
const statements = ['SELECT code, name FROM villages ORDER BY code', 'SELECT count(*) AS n FROM villages GROUP BY regency_code', "SELECT name, ST_Area(geometry, true) AS m2 FROM villages WHERE regency_code = '52.03'", 'SELECT * FROM indicator_values', 'SELECT nothing FROM nowhere'];
const KNOWN = {
	// By a part of the operation's name and the parameter's.
	parameters: {
		'/people:id': [guest.person.id],
		'/tokens:id': [token.token.id],
		'/scenarios:id': drafts,
		'compare:ids': [drafts.slice(0, 2).join(','), drafts.join(',')],
		':scenario': drafts,
		':file': [`${village}.pdf`],
		'/areas:code': ['52', '52.03', '52.03.01', village],
		':codes': ['52.03,52.04', '52.03,52.04,53.01'],
		'/queries:name': questions,
		'/styles:name': ['plan.json', 'coverage.json', 'plan'],
		':layers': ['villages', 'provinces', 'villages,regencies', 'villages.json'],
		':layer': ['villages', 'provinces', 'regencies'],
		':z': [0, 5, 8], ':x': [0, 26, 210], ':y': [0, 16, 134, '134.mvt', '134.png', '16.mvt', '0.mvt', '0.png'],
		':area': ['52', '52.03'], ':parent': ['52', '52.03'], ':level': ['province', 'regency', 'district'],
		':bbox': ['116,-9,117,-8'], ':near': ['116.2,-8.45'], ':indicator': ['idm', 'pmi_placed'],
		'sql:q': statements, ':format': ['json', 'csv', 'arrow', 'parquet', 'geojson'],
	},
	bodies: {
		'POST /api/v1/sql': statements.map((sql) => ({ sql })),
		'POST /api/v1/rankings': [usual, { ...usual, limit: 5 }],
		'POST /api/v1/rankings/explain': [{ ...usual, id: village }],
		'POST /api/v1/rankings/reversals': [usual],
		'POST /api/v1/rankings/sensitivity': [usual, { plan: usual }],
		'POST /api/v1/selections': [usual],
		'POST /api/v1/selections/near': [usual],
		'POST /api/v1/weights/diagnostics': [usual],
		'POST /api/v1/weights/ahp': [{ criteria: ['a', 'b'], judges: [[[1, 2], [0.5, 1]]] }],
		'POST /api/v1/equity': [usual, { plan: usual }],
		'POST /api/v1/villages/search': [area],
		'POST /api/v1/scenarios': [{ name: 'Baru', plan: usual }],
		'PUT /api/v1/scenarios/{id}': [{ name: 'Lain', version: 1 }, { plan: usual, version: 1 }],
		'POST /api/v1/scenarios/{id}/duplicate': [{ name: 'Salinan' }],
		'POST /api/v1/scenarios/{id}/freeze': [{ version: 1 }],
		'POST /api/v1/scenarios/{id}/sign': [{ level: 'regency', area: '52.03', decision: 'approved' }, { level: 'province', area: '52', decision: 'approved' }, { level: 'ministry', decision: 'approved' }],
		'POST /api/v1/session': [{ login: 'guest', password: PASSWORD }],
		'POST /api/v1/session/proof': [{ password: PASSWORD }],
		'PUT /api/v1/session/password': [{ old: PASSWORD, new: 'kebun teh di puncak' }],
		'POST /api/v1/tokens': [{ name: 'Uji', scopes: ['reading'], days: 1 }],
		'POST /api/v1/people': [{ login: 'another', name: 'Another', grants: [{ role: 'reader' }] }],
		'PUT /api/v1/people/{id}': [{ disabled: false }, { grants: [{ role: 'regency', area: '52.03' }] }],
	},
};

/** One run as somebody, of one operation or of all that end nothing; what schemathesis said, and how it ended. */
function ask({ headers, examples, tally, only }) {
	const filters = only ? ['--include-operation-id', only] : ENDING.flatMap((name) => ['--exclude-operation-id', name]);
	const words = ['run', file, '--url', server.place.base, ...filters, '--checks', 'no_failure', '--phases', 'examples,coverage,fuzzing', '--max-examples', String(examples),
		'--seed', String(SEED), '--workers', '1', '--generation-database', 'none', '--suppress-health-check', 'all', '--warnings', 'off', '--request-timeout', '60', '--continue-on-failure', '--no-color',
		...Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])];
	const env = { ...process.env, SCHEMATHESIS_HOOKS: hooks, ROLES_KNOWN: JSON.stringify(KNOWN), ROLES_TALLY: tally, ROLES_SEED: String(SEED), PYTHONDONTWRITEBYTECODE: '1' };
	const child = spawn(schemathesis, words, { env, cwd: work, timeout: PATIENCE });
	let said = '';
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
	return new Promise((done) => {
		child.on('error', (error) => done({ code: error.message, said }));
		child.on('close', (code, signal) => done({ code: code ?? signal, said }));
	});
}

const problems = [];
const rows = [['who', 'requests', '2xx and 3xx', '401 and 403', 'other 4xx', '501', '500 and more']];
let total = 0;
let failures = 0;
let reached = new Set();
for (const [n, { who, role, second, scope }] of ROLES.entries()) {
	const person = role ? await arrived(`asker${n}`, role, second) : null;
	// Each is a client of its own behind a proxy on this machine: what one tries does not slow the sign-ins of others.
	const headers = { Origin: server.place.base, 'X-Forwarded-For': `203.0.113.${n + 1}` };
	if (scope) headers.Authorization = `Bearer ${(await made(person, '/api/v1/tokens', { name: who, scopes: [scope], days: 1 }, 201)).secret}`;
	else if (person) headers.Cookie = person.cookie;
	const tally = join(work, `tally-${n}`);
	writeFileSync(tally, '');
	const answered = () => readFileSync(tally, 'utf8').split('\n').filter(Boolean);
	// As many examples as it takes: what the description alone gives differs from one role to the other.
	const wanted = Math.ceil((total < REQUESTS ? REQUESTS - total : 0) / (ROLES.length - n));
	for (let examples = 4, rounds = 0; rounds < 2; rounds += 1) {
		const ended = await ask({ headers, examples, tally, only: false });
		if (ended.code !== 0) problems.push(`${who}: schemathesis ended with ${ended.code}\n${ended.said.slice(-6000)}`);
		if (answered().length >= wanted || ended.code !== 0) break;
		examples += Math.ceil((wanted - answered().length) / 60);
	}
	const still = await client.ask('still', '/api/v1/session', { headers });
	const name = still?.json().person?.login;
	if (person && name !== person.login) problems.push(`${who}: at the end it was ${name ?? 'nobody'} who asked`);
	for (const only of ENDING) {
		if (headers.Cookie) headers.Cookie = (await arrived(`${only}.${n}`, role, second)).cookie;
		const ended = await ask({ headers, examples: 4, tally, only });
		if (ended.code !== 0) problems.push(`${who}, ${only}: schemathesis ended with ${ended.code}\n${ended.said.slice(-6000)}`);
	}
	const answers = answered();
	const count = (passes) => answers.filter((line) => passes(Number(line.slice(0, 3)))).length;
	answers.filter((line) => line < '4').forEach((line) => reached.add(line.slice(4)));
	const worst = count((status) => status >= 500 && status !== 501);
	rows.push([who, answers.length, count((status) => status < 400), count((status) => status === 401 || status === 403), count((status) => status >= 400 && status < 500 && status !== 401 && status !== 403), count((status) => status === 501), worst]);
	total += answers.length;
	failures += worst;
	say(`${who}: ${answers.length} requests, ${worst} answers of 500 and more`);
}
if (total < REQUESTS) problems.push(`${total} requests were made, and ${REQUESTS} are wanted`);
if (failures) problems.push(`${failures} answers of 500 and more`);
const panics = server.log().split('\n').filter((line) => /panicked at|overflowed its stack/.test(line));
if (panics.length) problems.push(`the log: ${panics.slice(0, 5).join('\n    ')}`);
const ended = await server.stop();
if (ended.code !== 0) problems.push(`told to stop, it ended with ${ended.code ?? ended.signal}`);
const check = server.check();
if (!check.passed) problems.push(`check --state: ${check.said}`);
client.close();
const operations = Object.entries(JSON.parse(description).paths).flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`));
const never = operations.filter((one) => !reached.has(one));
console.log(`\n${machine()}\n\n${table(rows)}\n\nall together ${total} requests; ${operations.length - never.length} of ${operations.length} operations answered somebody with what they asked for${never.length ? `, and nobody got ${never.join(', ')}` : ''}\n`);
if (problems.length && existsSync(join(work, 'server', 'log'))) writeFileSync(join(tmpdir(), 'desmigratif-roles.log'), server.log());
console.log(problems.length ? `What is wrong (log: ${join(tmpdir(), 'desmigratif-roles.log')}):\n- ${problems.join('\n- ')}` : 'Nothing is wrong.');
process.exit(problems.length ? 1 : 0);
