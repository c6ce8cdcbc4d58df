// What goes wrong around the server: it is killed, its data damaged, its disk full, its log blocked.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { pause } from './client.mjs';

/** How long a dataset may take to be read again, milliseconds. */
const PATIENCE = 120_000;
const STAYS = 'the old dataset stays';
const AGAIN = 'dataset read again';

export class Chaos {
	done = {};
	deaf = false;
	/** Writes that were refused because the disk was full. */
	refusedWhenFull = 0;

	/** @param {{server: import('./server.mjs').Server, record: import('./record.mjs').Record, client: import('./client.mjs').Client, told: () => void}} around */
	constructor({ server, record, client, told }) {
		Object.assign(this, { server, record, client, told });
	}

	#count(what) {
		this.done[what] = (this.done[what] ?? 0) + 1;
	}

	async start(options = {}) {
		this.deaf = options.deaf ?? false;
		await this.server.start(options);
		this.told();
	}

	/** Killed and started again; everything that was answered must be there. */
	async kill(options) {
		this.#count(options?.deaf ? 'killed, then started with a log that nobody reads' : 'killed');
		await this.server.kill();
		this.told();
		await this.start(options);
		await this.record.verify();
	}

	/** The log after a moment, once it says something. While nobody reads it, nothing can be waited for there. */
	async #said(from, what) {
		for (let waited = 0; waited < PATIENCE; waited += 100) {
			if (this.server.log().slice(from).includes(what)) return true;
			await pause(100);
		}
		return false;
	}

	async #reload(what) {
		const from = this.server.log().length;
		this.server.reload();
		if (this.deaf) await pause(8_000);
		else if (!(await this.#said(from, what))) this.client.fail(`after SIGHUP the log did not say: ${what}`);
	}

	async reload() {
		this.#count('dataset read again');
		await this.#reload(AGAIN);
	}

	/** One bit of the dataset is another: the old one stays. Then it is repaired. */
	async damage() {
		this.#count('dataset damaged, then repaired');
		const path = join(this.server.data, 'indicator_values.parquet');
		const bytes = readFileSync(path);
		const before = await this.#figures();
		const put = (content) => {
			// As any program would that replaces a file; the server may have the old one mapped.
			writeFileSync(`${path}.new`, content);
			renameSync(`${path}.new`, path);
		};
		const damaged = Buffer.from(bytes);
		damaged[Math.floor(bytes.length / 2)] ^= 4;
		put(damaged);
		await this.#reload(STAYS);
		const during = await this.#figures();
		put(bytes);
		await this.#reload(AGAIN);
		if (before !== during) this.client.fail('a damaged dataset was served');
	}

	async #figures() {
		const answer = await this.client.ask('figures', '/api/v1/indicators');
		return answer?.text ?? null;
	}

	/** The disk of the state is full, and the server killed on it; reading goes on, and writing when there is room again. */
	async full(during) {
		this.#count('disk of the state full, killed on it, then emptied');
		const refused = () => [...this.client.kinds].reduce((sum, [, kind]) => sum + (kind.refused.get(507) ?? 0), 0);
		const before = refused();
		this.server.disk.fill();
		for (let waited = 0; refused() === before && waited < 30_000; waited += 200) await pause(200);
		await pause(during / 2);
		await this.server.kill();
		this.told();
		await this.start();
		await this.record.verify();
		await pause(during / 2);
		this.server.disk.empty();
		this.refusedWhenFull += refused() - before;
		if (refused() === before) this.client.fail('the disk was full, and no write was refused');
	}
}
