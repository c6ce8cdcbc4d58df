// Lists that are made, frozen and signed while the server is killed, and what may be found of each afterwards.
import { oneOf } from '../soak/client.mjs';
import { REGENCIES, plan } from '../accounts/country.mjs';

/** A list from its first version to the ministry's signature. */
class List {
	/** Waits to be looked at: something was sent and not answered. */
	uncertain = false;
	/** Answered as frozen: its hash. */
	hash = null;
	freezing = false;
	/** What was answered as signed, and what was sent and not answered, by the number in its comment. */
	signed = new Map();
	sent = new Map();
	closed = false;

	constructor(id, name, regency) {
		Object.assign(this, { id, name, regency });
	}

	get approvals() {
		return [...this.signed.values()].filter((one) => one.decision === 'approved').map((one) => one.level);
	}
}

export class Lists {
	all = new Map();
	/** Names that were sent: each is used once, so that no list can be there twice without being seen. */
	names = new Set();
	/** Events that were answered as recorded, and all that were sent, by action. */
	answered = {};
	asked = {};
	signatures = 0;
	/** Found after a kill although nobody was told: they may be there or not, but whole. */
	untold = 0;
	looked = 0;
	wrong = [];
	#number = 0;

	/** @param {Record<string, import('../accounts/people.mjs').Person>} people */
	constructor(people) {
		this.people = people;
	}

	get written() {
		return Object.values(this.answered).reduce((sum, times) => sum + times, 0);
	}

	count(book, action) {
		book[action] = (book[action] ?? 0) + 1;
	}

	/** The next thing that is done with a list: an open one is gone on with, or a new one made. */
	async work() {
		const open = [...this.all.values()].filter((list) => !list.closed && !list.uncertain && !list.busy);
		// Mostly somebody signs: there are always some lists that wait for it.
		const frozen = open.filter((list) => list.hash);
		const list = open.length > 6 || (open.length && Math.random() < 0.8) ? oneOf(frozen.length && Math.random() < 0.85 ? frozen : open) : null;
		if (!list) return this.#make();
		list.busy = true;
		try {
			await (list.hash ? this.#sign(list) : this.#freeze(list));
		} finally {
			list.busy = false;
		}
	}

	async #make() {
		const [regency] = oneOf(REGENCIES);
		const name = `Daftar ${(this.#number += 1)}`;
		this.names.add(name);
		this.count(this.asked, 'created');
		const body = { name, plan: plan(regency, 1 + (this.#number % 3)) };
		const answer = await this.people.planner.ask('create', '/api/v1/scenarios', { method: 'POST', body, expect: [201] });
		if (answer?.status !== 201) return;
		this.count(this.answered, 'created');
		const { id } = answer.json();
		this.all.set(id, new List(id, name, regency));
	}

	async #freeze(list) {
		list.freezing = true;
		this.count(this.asked, 'frozen');
		const answer = await this.people.planner.ask('freeze', `/api/v1/scenarios/${list.id}/freeze`, { method: 'POST', body: { version: 1 } });
		if (!answer) list.uncertain = true;
		if (answer?.status !== 200) return;
		this.count(this.answered, 'frozen');
		list.freezing = false;
		list.hash = answer.json().frozen.hash;
	}

	async #sign(list) {
		const approved = list.approvals;
		const level = ['regency', 'province', 'ministry'].find((one) => !approved.includes(one));
		const [who, area] = { regency: [this.people[list.regency], list.regency], province: [this.people[list.regency.slice(0, 2)], list.regency.slice(0, 2)], ministry: [this.people.approver] }[level];
		// A regency thinks about it sometimes, which is a signature too.
		const decision = level === 'regency' && Math.random() < 0.6 ? 'returned' : 'approved';
		const number = String((this.#number += 1));
		const given = { level, ...(area ? { area } : {}), decision, comment: number };
		const send = () => who.ask('sign', `/api/v1/scenarios/${list.id}/sign`, { method: 'POST', body: given, expect: [200, 403] });
		this.count(this.asked, 'signed');
		list.sent.set(number, { ...given, by: who.signature });
		let answer = await send();
		if (answer?.status === 403) {
			// The password was given more than ten minutes ago.
			const proved = answer.text.includes('"proof_required"') && (await who.prove());
			if (!proved) {
				if (!answer.text.includes('"proof_required"')) this.wrong.push(`${list.id}: ${who.login} may not sign: ${answer.text.slice(0, 300)}`);
				list.sent.delete(number);
				return;
			}
			answer = await send();
		}
		if (!answer) list.uncertain = true;
		if (answer?.status !== 200) return;
		this.count(this.answered, 'signed');
		this.signatures += 1;
		list.signed.set(number, list.sent.get(number));
		list.sent.delete(number);
		list.closed = level === 'ministry';
	}

	/** Looks at what may have been under way, at some others, or at everything. */
	async verify({ all = false } = {}) {
		const chosen = [...this.all.values()].filter((list) => all || list.uncertain || !list.closed || Math.random() < 3 / this.all.size);
		for (const list of chosen) await this.#look(list);
		if (all) await this.#names();
		return chosen.length;
	}

	async #look(list) {
		const at = `/api/v1/scenarios/${list.id}`;
		const answer = await this.people.planner.ask('again', at, { expect: [200, 404] });
		if (!answer) return;
		this.looked += 1;
		const say = (text) => this.wrong.push(`${list.id} (${list.name}): ${text}`);
		if (answer.status !== 200) return say(`lost: ${answer.status} ${answer.text.slice(0, 200)}`);
		const said = answer.json();
		if (said.name !== list.name) say(`is called ${said.name}`);
		if (list.hash && said.frozen?.hash !== list.hash) say(`was frozen as ${list.hash}, and is ${said.frozen?.hash}`);
		if (said.frozen && !list.hash) {
			if (!list.freezing) say('is frozen, and nobody froze it');
			this.untold += 1;
		}
		const found = new Map();
		for (const one of said.signatures) {
			if (found.has(one.comment)) say(`signature ${one.comment} is there twice`);
			found.set(one.comment, one);
			const given = list.signed.get(one.comment) ?? list.sent.get(one.comment);
			if (!given) say(`signature ${one.comment} is there, and was not given (or was found missing before)`);
			else for (const key of ['level', 'area', 'decision', 'by']) if ((one[key] ?? undefined) !== given[key]) say(`signature ${one.comment}: ${key} is ${one[key]} instead of ${given[key]}`);
			if (given && !list.signed.has(one.comment)) this.untold += 1;
		}
		for (const number of list.signed.keys()) if (!found.has(number)) say(`signature ${number} is lost`);
		const ministry = said.signatures.some((one) => one.level === 'ministry' && one.decision === 'approved');
		const status = ministry ? 'signed' : said.frozen ? 'frozen' : 'draft';
		if (said.status !== status) say(`is ${said.status} instead of ${status}`);
		await this.#whole(list, at, said, say);
		// What was sent and is not there never comes: the connection has ended with the server.
		list.sent.clear();
		for (const [number, one] of found) list.signed.set(number, { level: one.level, ...(one.area ? { area: one.area } : {}), decision: one.decision, comment: number, by: one.by });
		Object.assign(list, { hash: said.frozen?.hash ?? null, freezing: false, uncertain: false, closed: ministry });
	}

	/** Its history tells the same, event by event, and what is frozen can be printed. */
	async #whole(list, at, said, say) {
		const answer = await this.people.planner.ask('history', `${at}/history`);
		if (answer?.status !== 200) return;
		const told = answer.json().items.map((event) => event.action);
		const due = ['created', ...(said.frozen ? ['frozen'] : []), ...said.signatures.map(() => 'signed')];
		if (told.join() !== due.join()) say(`its history is ${told.join()} instead of ${due.join()}`);
		if (!said.frozen) return;
		const annex = await this.people.planner.ask('annex', `${at}/annex.csv`);
		if (annex?.status === 200 && annex.text.trim().split('\n').length < 2) say('its annex is empty');
	}

	/** Every name that is there was sent, once. */
	async #names() {
		const found = new Set();
		const answer = await this.people.planner.ask('lists', '/api/v1/scenarios');
		if (answer?.status !== 200) return;
		for (const { name } of answer.json().items) {
			if (found.has(name)) this.wrong.push(`the list ${name} is there twice`);
			if (!this.names.has(name)) this.wrong.push(`the list ${name} is there, and nobody made it`);
			found.add(name);
		}
		for (const { name } of this.all.values()) if (!found.has(name)) this.wrong.push(`the list ${name} is not among the lists`);
	}
}
