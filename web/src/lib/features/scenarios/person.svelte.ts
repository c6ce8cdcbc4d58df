/** The name under which the reader saves and signs. Kept in this browser only. */

const KEY = 'desmigratif.person';

class Person {
	#name = $state('');

	constructor() {
		try {
			this.#name = localStorage.getItem(KEY) ?? '';
		} catch {
			// Without storage the name is asked for again.
		}
	}

	get name(): string {
		return this.#name;
	}

	set name(name: string) {
		this.#name = name.trim();
		try {
			localStorage.setItem(KEY, this.#name);
		} catch {
			// As above.
		}
	}

	/** The field `by` of a request: absent when the reader gave no name. */
	get by(): { by?: string } {
		return this.#name ? { by: this.#name } : {};
	}
}

export const person = new Person();
