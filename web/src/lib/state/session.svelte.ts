import { api, type Right, type Session } from '$lib/api';

/** Who reads, and what they may do here. Until it is known nothing is offered that could be denied. */
class Reader {
	session = $state.raw<Session | null>(null);
	/** The server could not be asked. */
	failed = $state(false);
	#loading: Promise<void> | null = null;
	/** Nobody has signed in, and nothing is shown before somebody has. */
	readonly stranger = $derived(this.session?.principal === 'stranger');

	load(): Promise<void> {
		this.#loading ??= api.session().then(
			(session) => {
				this.session = session;
				this.failed = false;
			},
			() => {
				this.failed = true;
				this.#loading = null;
			}
		);
		return this.#loading;
	}

	/** Asks again: somebody signed in or out, or has proved who they are. */
	reload(): Promise<void> {
		this.#loading = null;
		return this.load();
	}

	may(right: Right): boolean {
		return this.session?.may.includes(right) ?? false;
	}

	/** It is known that the reader may not. */
	mayNot(right: Right): boolean {
		return this.session !== null && !this.may(right);
	}
}

export const reader = new Reader();
