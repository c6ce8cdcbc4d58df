// The built program as a child: started, killed, told to read its data again, measured.
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { pause } from './client.mjs';

/** A disk of its own for the state, so that it can be full; null where the system lets nobody have one. */
class Disk {
	static make(dir, size) {
		const script = 'mount -t tmpfs -o size="$1" tmpfs "$0" && echo ready && exec cat';
		const holder = spawn('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', script, dir, size], { stdio: ['pipe', 'pipe', 'ignore'] });
		return new Promise((resolve) => {
			holder.on('error', () => resolve(null));
			holder.on('exit', () => resolve(null));
			holder.stdout.once('data', () => resolve(new Disk(holder, dir)));
		});
	}

	constructor(holder, dir) {
		this.holder = holder;
		/** How a command is run where the disk is seen. */
		this.enter = ['nsenter', '-t', String(holder.pid), '-U', '-m', '--preserve-credentials', '--'];
		this.ballast = `/proc/${holder.pid}/root${dir}/ballast`;
	}

	fill() {
		const file = openSync(this.ballast, 'w');
		const block = Buffer.alloc(4096);
		try {
			for (;;) writeSync(file, block);
		} catch (error) {
			if (error.code !== 'ENOSPC') throw error;
		} finally {
			closeSync(file);
		}
	}

	empty() {
		rmSync(this.ballast, { force: true });
	}

	close() {
		this.holder.stdin.end();
	}
}

export class Server {
	/** Where it is, for clients: null while it is away. The epoch grows with every start and end. */
	place = { base: null, epoch: 0 };
	/** Every process that it was or started. */
	seen = new Set();
	starts = [];
	/** What to do when it ends by itself. */
	onDeath = null;
	#child = null;
	#ending = false;
	#log;

	/** @param {{program: string, data: string, work: string, more?: Record<string, string>}} places `more` are variables of its configuration */
	constructor({ program, data, work, more = {} }) {
		Object.assign(this, { program, data, work, more, state: join(work, 'state') });
		mkdirSync(this.state, { recursive: true });
		this.#log = openSync(join(work, 'log'), 'a');
	}

	async mountState(size) {
		this.disk = await Disk.make(this.state, size);
		return this.disk !== null;
	}

	#command(words) {
		const [command, ...rest] = [...(this.disk?.enter ?? []), this.program, ...words];
		return [command, rest];
	}

	/** Starts it and waits for its address. With `deaf`, its log is a pipe that nobody reads. */
	async start({ deaf = false } = {}) {
		const begun = performance.now();
		const [command, words] = this.#command(['serve', '--listen', '127.0.0.1:0', '--data', this.data, '--state', this.state]);
		const env = { ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DESMIGRATIF_'))), ...this.more };
		// `sleep` holds the reading end of the pipe and never reads.
		const reader = deaf ? spawn('sleep', ['100000'], { stdio: ['pipe', 'ignore', 'ignore'] }) : null;
		const child = spawn(command, words, { env, stdio: ['ignore', 'pipe', reader ? reader.stdin : this.#log] });
		this.#child = child;
		this.#ending = false;
		child.ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
		child.ended.then(() => {
			reader?.kill();
			if (this.#child !== child || this.#ending) return;
			this.#away();
			this.onDeath?.();
		});
		const base = await new Promise((resolve, reject) => {
			let said = '';
			child.stdout.on('data', (part) => {
				said += part;
				const found = said.match(/http:\/\/\S+?(?=\/?\s)/);
				if (found) resolve(found[0]);
			});
			child.ended.then(({ code, signal }) => reject(new Error(`it did not start (${code ?? signal}): ${this.log().slice(-2000)}`)));
		});
		this.seen.add(child.pid);
		this.place.base = base;
		this.place.epoch += 1;
		this.starts.push(performance.now() - begun);
	}

	#away() {
		this.place.base = null;
		this.place.epoch += 1;
	}

	/** Ends it as a power cut would. */
	async kill() {
		const child = this.#child;
		this.#ending = true;
		this.#away();
		child.kill('SIGKILL');
		await child.ended;
	}

	/** Asks it to stop; gives how it ended. */
	async stop() {
		const child = this.#child;
		this.#ending = true;
		this.#away();
		child.kill('SIGTERM');
		return child.ended;
	}

	reload() {
		this.#child.kill('SIGHUP');
	}

	get pid() {
		return this.#child.pid;
	}

	log() {
		return readFileSync(join(this.work, 'log'), 'utf8');
	}

	/** What it takes now: bytes of the server and of its workers, descriptors, threads. */
	measure() {
		try {
			const of = (pid, key) => Number(readFileSync(`/proc/${pid}/status`, 'utf8').match(new RegExp(`^${key}:\\s+(\\d+)`, 'm'))?.[1] ?? 0);
			const children = readdirSync(`/proc/${this.pid}/task`).flatMap((task) => readFileSync(`/proc/${this.pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
			children.forEach((pid) => this.seen.add(pid));
			const own = children.map((pid) => { try { return of(pid, 'RssAnon') * 1024; } catch { return 0; } });
			return { rss: of(this.pid, 'VmRSS') * 1024, workers: own.reduce((a, b) => a + b, 0), descriptors: readdirSync(`/proc/${this.pid}/fd`).length, threads: of(this.pid, 'Threads') };
		} catch {
			return null;
		}
	}

	/** Processes that were its own and are still there, a while after its end. */
	async left() {
		const alive = () => [...this.seen].filter((pid) => { try { return readlinkSync(`/proc/${pid}/exe`).startsWith(this.program); } catch { return false; } });
		for (let tries = 0; tries < 50 && alive().length; tries += 1) await pause(100);
		return alive();
	}

	/** `desmigratif check` over the state: whether it passes, and what it says. */
	check() {
		const [command, words] = this.#command(['check', '--state', this.state]);
		const done = spawnSync(command, words, { encoding: 'utf8' });
		return { passed: done.status === 0, said: `${done.stdout}${done.stderr}`.trim() };
	}

	close() {
		this.#child?.kill('SIGKILL');
		this.disk?.close();
		if (existsSync(this.work)) rmSync(this.work, { recursive: true, force: true });
	}
}
