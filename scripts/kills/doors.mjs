// Sign-ins, tokens and codes while the server is killed: what was answered as begun holds, what was answered as ended has ended.
import { oneOf } from '../soak/client.mjs';

/** How many of each are looked at again and again. */
const KEPT = 12;
/** Who tries passwords of the planner: always from here. Others who are wrong now and then are so each from somewhere else. */
const GUESSER = '198.51.100.9';
const somewhere = () => ({ 'x-forwarded-for': `203.0.113.${1 + Math.floor(Math.random() * 250)}` });

/** How many passwords may be tried within so many seconds: five at once, then after 1, 2, 4, ... and at most 60 s, of which a start may forget one. */
function tries(seconds) {
	let left = seconds;
	let count = 5;
	for (let wait = 1; left >= wait - 1 && count < 1000; wait = Math.min(60, wait * 2)) {
		left -= wait - 1;
		count += 1;
	}
	return count;
}

export class Doors {
	/** Secrets with whether they must be worth something. What was under way at a kill is in neither. */
	sessions = [];
	tokens = [];
	looked = 0;
	wrong = [];
	#used = null;
	#guessed = 0;
	#since = null;

	/**
	 * @param {Record<string, import('../accounts/people.mjs').Person>} people
	 * @param {import('./lists.mjs').Lists} book where events are counted
	 */
	constructor(people, book) {
		Object.assign(this, { people, book, client: people.reader.client });
	}

	/** A reader goes in, makes a token, ends one, goes out; sometimes with a wrong password first. */
	async work() {
		const { reader } = this.people;
		if (Math.random() < 0.2) {
			await this.#write('sign_in_failed', reader, 'wrong_password', '/api/v1/session', { method: 'POST', headers: somewhere(), body: { login: reader.login, password: 'not this one at all' }, expect: [401, 429] }, 401);
		}
		reader.cookie = null;
		this.book.count(this.book.asked, 'signed_in');
		const answer = await reader.signIn('sign_in', [200, 429]);
		if (answer?.status !== 200) return;
		this.book.count(this.book.answered, 'signed_in');
		const session = { cookie: reader.cookie, holds: true };
		this.sessions.push(session);
		if (Math.random() < 0.5) await this.#token(reader);
		if (Math.random() < 0.5) return;
		// While it is under way nobody can say.
		this.sessions.splice(this.sessions.indexOf(session), 1);
		if (await this.#write('signed_out', reader, 'sign_out', '/api/v1/session', { method: 'DELETE', expect: [204] }, 204)) this.sessions.push({ ...session, holds: false });
	}

	async #token(reader) {
		const body = { name: 'Uji', scopes: ['reading'], days: 1 };
		const made = await this.#write('token_made', reader, 'token', '/api/v1/tokens', { method: 'POST', body, expect: [201] }, 201);
		if (!made) return;
		const { secret, token } = made.json();
		if (Math.random() < 0.5) {
			this.tokens.push({ secret, id: token.id, holds: true });
			return;
		}
		if (await this.#write('token_ended', reader, 'token_end', `/api/v1/tokens/${token.id}`, { method: 'DELETE', expect: [204] }, 204)) this.tokens.push({ secret, id: token.id, holds: false });
	}

	/** One who signs goes in anew, with a code; where that is not answered, the sign-in of before still holds. */
	async signer() {
		const who = oneOf(Object.values(this.people).filter((one) => one.second && one.ready));
		if (!who) return;
		this.book.count(this.book.asked, 'signed_in');
		const answer = await who.signIn('sign_in_by_code', [200, 429]);
		if (answer?.status !== 200) return;
		this.book.count(this.book.answered, 'signed_in');
		this.#used = who;
	}

	/** Somebody tries a password once more. A kill gives them no new tries. */
	async guess() {
		this.#since ??= performance.now();
		const { planner } = this.people;
		const answer = await this.#write('sign_in_failed', planner, 'guess', '/api/v1/session', { method: 'POST', headers: { 'x-forwarded-for': GUESSER }, body: { login: planner.login, password: 'one of many tries' }, expect: [401, 429] }, 401);
		if (answer) this.#guessed += 1;
		const most = tries((performance.now() - this.#since) / 1000);
		if (this.#guessed > most) this.wrong.push(`${this.#guessed} passwords were looked at, and ${most} may be`);
	}

	async #write(action, who, kind, path, options, status) {
		this.book.count(this.book.asked, action);
		const answer = await who.ask(kind, path, options);
		if (answer?.status !== status) return null;
		this.book.count(this.book.answered, action);
		return answer;
	}

	/** Asks with every secret that is kept. */
	async verify() {
		const { reader } = this.people;
		for (const kept of [this.sessions, this.tokens]) kept.splice(0, kept.length - KEPT);
		for (const { cookie, holds } of this.sessions) {
			const answer = await reader.ask('session_again', '/api/v1/session', { headers: { cookie } });
			if (answer?.status !== 200) continue;
			this.looked += 1;
			const login = answer.json().person?.login ?? null;
			if (holds !== (login === reader.login)) this.wrong.push(`a sign-in that ${holds ? 'had begun is lost' : 'had ended holds'}: ${login}`);
		}
		reader.cookie = null;
		for (const { secret, id, holds } of this.tokens) {
			const answer = await reader.ask('token_again', '/api/v1/dataset', { headers: { authorization: `Bearer ${secret}` }, expect: [200, 401] });
			if (!answer) continue;
			this.looked += 1;
			if (holds !== (answer.status === 200)) this.wrong.push(`token ${id}, which ${holds ? 'was made' : 'had ended'}, answers ${answer.status}`);
		}
		await this.#codes();
	}

	/** A code that was taken is not taken again by the server that comes after. */
	async #codes() {
		if (this.#used) {
			this.book.count(this.book.asked, 'sign_in_failed');
			const answer = await this.client.ask('code_again', '/api/v1/session', { method: 'POST', headers: somewhere(), body: this.#used.given, expect: [401, 429] });
			if (answer) this.looked += 1;
			if (answer?.status === 200) this.wrong.push(`a code of ${this.#used.login} was taken twice`);
			if (answer?.status === 401) this.book.count(this.book.answered, 'sign_in_failed');
			this.#used = null;
		}
		for (const who of Object.values(this.people)) {
			if (who === this.people.reader) continue;
			const answer = await who.ask('signer_again', '/api/v1/session');
			if (answer?.status !== 200) continue;
			this.looked += 1;
			const login = answer.json().person?.login;
			if (login !== who.login) this.wrong.push(`the sign-in of ${who.login} is that of ${login ?? 'nobody'}`);
		}
	}
}
