// Asks a server and counts what it answers.
import http from 'node:http';

/** Answers of one kind: how many, what, how long. */
class Kind {
	answers = 0;
	/** How often each status came that was not among those that had to come. */
	wrong = new Map();
	/** Refusals that may be: full, busy, in time to stop. */
	refused = new Map();
	/** Broken off while the server was being killed or was away. */
	cutOff = 0;
	/** Milliseconds of each answer. */
	times = [];
	examples = [];
}

/** The share of the times that are no longer than what it gives; NaN without any. */
export function quantile(times, share) {
	const sorted = Float64Array.from(times).sort();
	return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] : NaN;
}

/** Statuses that a loaded or full server may answer to anybody, with the code that must stand in the body. */
const REFUSALS = new Map([[429, 'busy'], [503, 'busy'], [507, 'storage_full']]);

export class Client {
	kinds = new Map();
	/** What must never be: an internal error, an answer that is no answer. */
	failures = [];
	#agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

	/** @param {{base: string | null, epoch: number}} place where the server is; null while it is away */
	constructor(place) {
		this.place = place;
	}

	kind(name) {
		if (!this.kinds.has(name)) this.kinds.set(name, new Kind());
		return this.kinds.get(name);
	}

	fail(text) {
		this.failures.push(text);
	}

	/**
	 * One request. Gives `{status, headers, text, json()}`, or null when the server went away under it.
	 * @param {string} kind a name for the figures
	 * @param {{method?: string, body?: unknown, headers?: Record<string, string>, expect?: number[], timeout?: number, abortAfter?: number}} [options]
	 */
	async ask(kind, path, { method = 'GET', body, headers = {}, expect = [200], timeout = 150_000, abortAfter } = {}) {
		const count = this.kind(kind);
		const { base, epoch } = this.place;
		if (base === null) {
			await pause(100);
			return null;
		}
		const start = performance.now();
		let answer;
		try {
			answer = await this.#send(base, path, { method, body, headers, timeout, abortAfter });
		} catch (error) {
			// Whoever was asked was killed meanwhile, or is about to be.
			if (await this.#wentAway(epoch)) count.cutOff += 1;
			else if (abortAfter !== undefined) count.answers += 1;
			else this.#wrong(count, kind, path, method, error.code ?? error.message, '');
			return null;
		}
		count.answers += 1;
		count.times.push(performance.now() - start);
		if (expect.includes(answer.status)) return answer;
		const code = REFUSALS.get(answer.status);
		if (code && answer.text.includes(`"${code}"`)) {
			count.refused.set(answer.status, (count.refused.get(answer.status) ?? 0) + 1);
			return answer;
		}
		// A server that is told to stop or has just come may say so.
		if (answer.status === 503 && (await this.#wentAway(epoch))) count.cutOff += 1;
		else this.#wrong(count, kind, path, method, answer.status, answer.text);
		return answer;
	}

	async #wentAway(epoch) {
		if (this.place.epoch !== epoch || this.place.base === null) return true;
		await pause(300);
		return this.place.epoch !== epoch || this.place.base === null;
	}

	#wrong(count, kind, path, method, what, text) {
		count.wrong.set(what, (count.wrong.get(what) ?? 0) + 1);
		if (count.examples.length < 3) count.examples.push(`${method} ${path.slice(0, 200)}: ${what} ${text.slice(0, 300)}`);
	}

	#send(base, path, { method, body, headers, timeout, abortAfter }) {
		return new Promise((resolve, reject) => {
			const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
			const sent = text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
			const request = http.request(base + path, { method, agent: this.#agent, headers: { ...sent, ...headers } }, (response) => {
				const parts = [];
				response.on('data', (part) => parts.push(part));
				response.on('error', reject);
				response.on('end', () => {
					if (!response.complete) return reject(new Error('broken off'));
					const bytes = Buffer.concat(parts);
					resolve({ status: response.statusCode, headers: response.headers, bytes, get text() { return bytes.toString(); }, json: () => JSON.parse(bytes.toString()) });
				});
			});
			request.on('error', reject);
			request.setTimeout(timeout, () => request.destroy(new Error('no answer in time')));
			if (abortAfter !== undefined) setTimeout(() => request.destroy(new Error('left')), abortAfter);
			request.end(text);
		});
	}

	close() {
		this.#agent.destroy();
	}
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const oneOf = (list) => list[Math.floor(Math.random() * list.length)];
