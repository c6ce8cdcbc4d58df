// The planners' record: drafts saved, changed, frozen, signed. What was answered as saved must be found again, always.
import { oneOf, pause } from './client.mjs';

export class Record {
	/** By id: the version, count, status and hashes that were answered last; what is on its way. */
	#written = new Map();
	answered = 0;
	found = 0;
	lost = [];

	/** @param {import('./client.mjs').Client} client */
	constructor(client, { plan, regencies }) {
		Object.assign(this, { client, plan, regencies });
	}

	/** A writer: one draft after the other, from its first version to its signatures. */
	async write(until, patience) {
		while (!until()) {
			const regency = oneOf(this.regencies);
			const where = `regency_code = '${regency}' AND NOT designated`;
			const plan = (count) => ({ ...this.plan, candidates: { where }, constraints: { count } });
			const made = await this.#change('scenario_create', null, '/api/v1/scenarios', 'POST', { name: `Uji ${regency}`, plan: plan(1), by: 'Sari' }, [201]);
			if (!made) {
				await pause(patience());
				continue;
			}
			await this.#live(made.id, plan, regency, patience);
		}
	}

	async #live(id, plan, regency, patience) {
		const at = (rest) => `/api/v1/scenarios/${id}${rest}`;
		for (let changes = Math.floor(Math.random() * 4); changes > 0; changes -= 1) {
			await pause(patience());
			const count = 1 + Math.floor(Math.random() * 3);
			const known = this.#written.get(id);
			await this.#change('scenario_change', id, at(''), 'PUT', { plan: plan(count), by: 'Budi' }, [200], count);
			if (Math.random() < 0.2 && known) {
				const stale = await this.client.ask('scenario_stale', at(''), { method: 'PUT', body: { name: 'X' }, headers: { 'if-match': '"9999"' }, expect: [412] });
				if (stale?.status === 200) this.client.fail(`${id}: a change to version 9999 was taken`);
			}
		}
		if (Math.random() < 0.4) return;
		await pause(patience());
		const frozen = await this.#change('scenario_freeze', id, at('/freeze'), 'POST', { by: 'Budi' }, [200, 422]);
		if (!frozen?.frozen) return;
		const province = regency.slice(0, 2);
		for (const [level, area] of [['regency', regency], ['province', province], ['ministry', undefined]]) {
			await pause(patience());
			if (!(await this.#change('scenario_sign', id, at('/sign'), 'POST', { level, area, decision: 'approved', by: 'Wati' }, [200, 409, 422]))) return;
		}
		const annex = await this.client.ask('annex', at(`/annex.${oneOf(['csv', 'xlsx', 'pdf', 'geojson'])}`));
		if (annex?.status === 200 && annex.bytes.length === 0) this.client.fail(`${id}: an empty annex`);
	}

	/** One write. What is known of its scenario changes when, and only when, it was answered. */
	async #change(kind, id, path, method, body, expect, count) {
		const known = id === null ? null : this.#written.get(id);
		if (id !== null && !known) return null;
		const headers = known && kind !== 'scenario_sign' ? { 'if-match': `"${known.version}"` } : {};
		if (known) known.under_way = true;
		const answer = await this.client.ask(kind, path, { method, body, headers, expect: known?.uncertain ? [...expect, 412, 409] : expect });
		if (known) known.under_way = false;
		if (answer?.status !== 200 && answer?.status !== 201) {
			// Without an answer it may be saved or not; with a refusal it is not.
			if (!answer && known) known.uncertain = true;
			return null;
		}
		const said = answer.json();
		if (answer.headers.etag && answer.headers.etag !== `"${said.version}"`) this.client.fail(`${said.id}: ETag ${answer.headers.etag} of version ${said.version}`);
		this.answered += 1;
		this.#written.set(said.id, { version: said.version, count: count ?? known?.count ?? 1, hash: said.frozen?.hash ?? null, signatures: said.signatures.length, uncertain: known?.uncertain ?? false, verified: false });
		return said;
	}

	/** Looks for what was answered: all of it, or what was written since the last time and some of the rest. */
	async verify({ all = false } = {}) {
		const entries = [...this.#written].filter(([, known]) => all || !known.verified || Math.random() < 0.05);
		const queue = entries.slice();
		const look = async () => {
			for (let next = queue.pop(); next; next = queue.pop()) await this.#look(...next);
		};
		await Promise.all(Array.from({ length: 4 }, look));
		return entries.length;
	}

	async #look(id, known) {
		const before = { ...known };
		const answer = await this.client.ask('scenario_again', `/api/v1/scenarios/${id}`, { expect: [200, 404] });
		if (!answer || known.under_way || this.#written.get(id) !== known) return;
		if (answer.status !== 200) {
			this.lost.push(`${id}: ${answer.status} instead of version ${before.version}: ${answer.text.slice(0, 200)}`);
			return;
		}
		const said = answer.json();
		const wrong = [];
		if (said.version < before.version) wrong.push(`version ${said.version} instead of ${before.version}`);
		if (said.version === before.version && said.plan.constraints.count !== before.count) wrong.push(`${said.plan.constraints.count} villages instead of ${before.count}`);
		if (said.version > before.version && !before.uncertain) wrong.push(`version ${said.version}, and only ${before.version} was written`);
		if (before.hash && said.frozen?.hash !== before.hash) wrong.push(`hash ${said.frozen?.hash} instead of ${before.hash}`);
		if (said.signatures.length < before.signatures) wrong.push(`${said.signatures.length} signatures instead of ${before.signatures}`);
		if (wrong.length) this.lost.push(`${id}: ${wrong.join('; ')}`);
		else this.found += 1;
		// What was broken off is known now.
		Object.assign(known, { version: said.version, count: said.plan.constraints.count, hash: said.frozen?.hash ?? null, signatures: said.signatures.length, uncertain: false, verified: true });
	}

	get size() {
		return this.#written.size;
	}
}
