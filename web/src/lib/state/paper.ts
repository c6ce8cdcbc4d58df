/** Longest time that paper waits for a map, in milliseconds. */
const PATIENCE = 10_000;

/** What is still being drawn: paper shows what is on the screen, and a map without its tiles is an empty box. */
class Paper {
	#drawing = new Set<object>();
	#waiting: (() => void)[] = [];

	/** Says of a map whether it is still being drawn. */
	set(map: object, drawing: boolean) {
		if (drawing) this.#drawing.add(map);
		else this.#drawing.delete(map);
		if (!this.#drawing.size) for (const ready of this.#waiting.splice(0)) ready();
	}

	/** Waits until everything is drawn, or until that takes too long; false when it did. */
	async drawn(): Promise<boolean> {
		if (!this.#drawing.size) return true;
		return new Promise<boolean>((resolve) => {
			const late = setTimeout(() => resolve(false), PATIENCE);
			this.#waiting.push(() => {
				clearTimeout(late);
				resolve(true);
			});
		});
	}

	/** Prints as soon as everything is drawn, or when that takes too long. */
	async print(): Promise<void> {
		await this.drawn();
		window.print();
	}
}

export const paper = new Paper();
