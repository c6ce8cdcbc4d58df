import { isWithin, parentOf } from './codes';

/**
 * The one selection that map, list, charts and SQL share. `area` is where the reader is (the drill
 * position, `null` = the whole country), `codes` what is picked there, `hovered` what the pointer or the
 * keyboard is on. All are Kemendagri codes.
 */
class Selection {
	area = $state<string | null>(null);
	codes = $state<string[]>([]);
	hovered = $state<string | null>(null);
	/** A village that another is sought for, to be seen beside it: the next pick is that other one. */
	seeking = $state<string | null>(null);
	/** The last picked code: the one whose card is open. */
	current = $derived<string | null>(this.codes.at(-1) ?? null);

	/** Picks one area, or with `add` toggles it in the selection. */
	pick(code: string, add = false) {
		const { seeking } = this;
		this.seeking = null;
		if (seeking) this.codes = seeking === code ? [code] : [seeking, code];
		else if (!add) this.codes = [code];
		else if (this.codes.includes(code)) this.codes = this.codes.filter((other) => other !== code);
		else this.codes = [...this.codes, code];
	}

	/** Moves into an area; what was picked outside it is let go. */
	enter(area: string | null) {
		this.area = area;
		this.codes = this.codes.filter((code) => isWithin(code, area));
		this.hovered = null;
	}

	/** Looks for another village to compare with: lists and map are there for it, the village is kept. */
	seek(code: string) {
		this.seeking = code;
		this.codes = [];
	}

	/** Gives up looking: the village that it was for is open again. */
	settle() {
		if (this.seeking) this.codes = [this.seeking];
		this.seeking = null;
	}

	/** One step back: first the pick is let go, then the area is left for its parent. False at the top. */
	up(): boolean {
		if (this.seeking) this.settle();
		else if (this.codes.length) this.codes = [];
		else if (this.area) this.enter(parentOf(this.area));
		else return false;
		return true;
	}

	clear() {
		this.seeking = null;
		this.codes = [];
	}
}

export const selection = new Selection();
