import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	interface ProvidedContext {
		baseUrl: string;
	}
}

/** Longest time that a server may take to load its dataset, in milliseconds. */
const START_LIMIT = 120_000;

/** Starts the server once for all journeys and stops it after them. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
	const running = process.env['DESMIGRATIF_URL'];
	if (running) {
		project.provide('baseUrl', running.replace(/\/$/, ''));
		return undefined;
	}
	const server = await serve();
	project.provide('baseUrl', server.address);
	return server.stop;
}

/** A server of a journey's own. */
export interface Served {
	address: string;
	/** What it has printed so far. */
	printed: () => string;
	stop: () => Promise<void>;
}

/** Starts a server with state of its own; `more` are variables of its environment, `flags` of its command. */
export async function serve(more: Record<string, string> = {}, flags: string[] = []): Promise<Served> {
	const binary = process.env['DESMIGRATIF_BIN'];
	const data = process.env['DESMIGRATIF_DATA'];
	if (!binary || !data) {
		throw new Error('the journeys need DESMIGRATIF_URL, or DESMIGRATIF_BIN and DESMIGRATIF_DATA');
	}
	const state = await mkdtemp(join(tmpdir(), 'desmigratif-e2e-'));
	const child = spawn(binary, ['serve', '--data', data, '--state', state, '--listen', '127.0.0.1:0', ...flags], {
		stdio: ['ignore', 'pipe', 'pipe'],
		// A page asks several statements at once; beside a browser on two cores a worker may be slow to start.
		env: { ...environment(), DESMIGRATIF_LIMITS__SQL_QUEUE_WAIT_S: '60', ...more }
	});
	let printed = '';
	child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	const address = await addressOf(child);
	const stop = async () => {
		child.kill('SIGTERM');
		await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(null)));
		await rm(state, { recursive: true, force: true });
	};
	return { address, printed: () => printed, stop };
}

/** The environment without our own variables, which the server would take for its configuration. */
function environment(): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DESMIGRATIF_')));
}

/** The address that the server names in its log when it listens on a free port. */
function addressOf(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		let log = '';
		const late = setTimeout(() => {
			child.kill('SIGTERM');
			reject(new Error(`the server named no address within ${START_LIMIT / 1000} s:\n${log}`));
		}, START_LIMIT);
		const read = (chunk: Buffer) => {
			log += chunk.toString();
			// Log lines may be coloured.
			// eslint-disable-next-line no-control-regex
			const found = /127\.0\.0\.1:(\d{2,5})/.exec(log.replace(/\u001b\[[0-9;]*m/g, ''));
			if (!found || found[1] === '0') return;
			clearTimeout(late);
			resolve(`http://127.0.0.1:${found[1]}`);
		};
		child.stdout?.on('data', read);
		child.stderr?.on('data', read);
		child.once('error', (error) => {
			clearTimeout(late);
			reject(error);
		});
		child.once('exit', (code) => {
			clearTimeout(late);
			reject(new Error(`the server stopped with ${code}:\n${log}`));
		});
	});
}
