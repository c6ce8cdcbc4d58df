// People with accounts: made on the command line, as an operator does, and signed in over HTTP, with codes of an authenticator app.
import { spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';

export const PASSWORD = 'sawah hijau di lombok';
const STEP = 30;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

const step = () => Math.floor(Date.now() / 1000 / STEP);

/** The code of a secret in base32 (RFC 6238: SHA-1, six digits, 30 seconds). */
export function codeOf(secret, at) {
	const bits = [...secret.replace(/=+$/, '')].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
	const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
	const count = Buffer.alloc(8);
	count.writeBigUInt64BE(BigInt(at));
	const hash = createHmac('sha1', key).update(count).digest();
	const from = hash[19] & 15;
	return String((hash.readUInt32BE(from) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

const cookieOf = (answer) => answer.headers['set-cookie']?.[0]?.split(';')[0];

/** Somebody, and what they were told: secrets of sign-ins, of their second factor. */
export class Person {
	cookie = null;
	/** What they signed in with last, with a code. */
	given = null;
	#secret = null;
	/** The step of the last code that was given: each holds once. */
	#given = 0;

	/** @param {import('../soak/client.mjs').Client} client */
	constructor(client, login, name) {
		Object.assign(this, { client, login, name, signature: `${name} (${login})` });
	}

	/** Makes the account at the machine of the server, and sets a password as whoever was invited. */
	async arrive({ program, state, roles, second }) {
		const words = ['user', 'add', '--state', state, this.login, '--name', this.name, ...roles.flatMap((role) => ['--role', role])];
		const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('DESMIGRATIF_')));
		const made = spawnSync(program, words, { encoding: 'utf8', env, timeout: 60_000 });
		const secret = /#undangan=(\S+)/.exec(made.stdout)?.[1];
		if (made.status !== 0 || !secret) throw new Error(`${program} ${words.join(' ')}: ${made.error ?? `${made.stdout}${made.stderr}`}`);
		await this.#must('/api/v1/session/invitation', 'POST', { secret, password: PASSWORD }, 204);
		this.cookie = cookieOf(await this.#must('/api/v1/session', 'POST', { login: this.login, password: PASSWORD }, 200));
		if (!second) return;
		this.#secret = (await this.#must('/api/v1/session/second', 'POST', {}, 201)).json().secret;
		// The code before: those of now are for signing in. Not at the very end of its time, or it is two steps old on its way.
		while ((Date.now() / 1000) % STEP > STEP - 2) await new Promise((done) => setTimeout(done, 100));
		this.#given = step() - 1;
		await this.#must('/api/v1/session/second', 'PUT', { code: codeOf(this.#secret, this.#given) }, 204);
	}

	async #must(path, method, body, status) {
		const answer = await this.ask('arriving', path, { method, body, expect: [status] });
		if (answer?.status !== status) throw new Error(`${this.login}: ${method} ${path}: ${answer?.status} ${answer?.text}`);
		return answer;
	}

	/** One request as this person. */
	ask(kind, path, options = {}) {
		const headers = { ...(this.cookie ? { cookie: this.cookie } : {}), ...options.headers };
		return this.client.ask(kind, path, { timeout: 60_000, ...options, headers });
	}

	/** Whether they have a second factor. */
	get second() {
		return this.#secret !== null;
	}

	/** Gives the password once more; whether that was taken. */
	async prove() {
		const answer = await this.ask('prove', '/api/v1/session/proof', { method: 'POST', body: { password: PASSWORD }, expect: [204] });
		return answer?.status === 204;
	}

	/** Whether there is a code that they have not given yet. */
	get ready() {
		return !this.#secret || this.#given < step() + 1;
	}

	/** What they sign in with. A code is given once, whether it was answered or not. */
	credentials() {
		if (!this.#secret) return { login: this.login, password: PASSWORD };
		this.#given = Math.max(this.#given + 1, step());
		return (this.given = { login: this.login, password: PASSWORD, code: codeOf(this.#secret, this.#given) });
	}

	/** Signs in beside the sign-in that they have, which stays, and gives the answer; null where the server went away. */
	async signIn(kind = 'sign_in', expect = [200]) {
		const answer = await this.client.ask(kind, '/api/v1/session', { method: 'POST', body: this.credentials(), expect });
		if (answer?.status === 200) this.cookie = cookieOf(answer);
		return answer;
	}
}
