// The one chain of everything that happened, as an administrator reads it.

/** Reads it whole, the newest first. */
export async function chain(admin) {
	const events = [];
	for (let cursor = ''; cursor !== null; ) {
		const answer = await admin.ask('events', `/api/v1/events${cursor}`);
		if (answer?.status !== 200) throw new Error(`events: ${answer?.status} ${answer?.text}`);
		const page = answer.json();
		events.push(...page.items);
		cursor = page.next_cursor ? `?cursor=${encodeURIComponent(page.next_cursor)}` : null;
	}
	return new Chain(events);
}

class Chain {
	constructor(events) {
		this.events = events;
	}

	/** What is missing in it, or in it too often, beside what was answered and what was asked. */
	problems({ answered, asked }) {
		const found = [];
		this.events.forEach((event, n) => {
			if (event.seq !== this.events.length - n) found.push(`event ${event.seq} stands in place ${this.events.length - n}`);
			const before = this.events[n + 1];
			if (before && event.previous !== before.hash) found.push(`event ${event.seq} does not follow ${before.seq}`);
		});
		const count = (action) => this.events.filter((event) => event.action === action).length;
		for (const [action, times] of Object.entries(asked)) {
			const [least, there] = [answered[action] ?? 0, count(action)];
			// Whoever arrived signed in too, before anything was counted.
			const most = action === 'signed_in' ? times + count('person_added') : times;
			if (there < least || there > most) found.push(`${action}: ${there} events; ${least} were answered and ${most} asked for`);
		}
		return found;
	}
}
