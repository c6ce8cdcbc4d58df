/** The name under which the reader saves and signs: whoever signed in, or what was typed and is kept in this browser only. */
import { reader } from '$lib/state/session.svelte';
import { lineProblem } from './texts';

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

	/** Names are typed only where nobody signs in. */
	get typed(): boolean {
		return !reader.session?.person;
	}

	/** What is wrong with a name that was typed; empty where none is. */
	problem(name: string): string {
		return this.typed ? lineProblem(name, true) : '';
	}

	/** The field `by` of a request: absent when the reader gave no name, or signed in. */
	get by(): { by?: string } {
		return this.typed && this.#name ? { by: this.#name } : {};
	}
}

export const person = new Person();
