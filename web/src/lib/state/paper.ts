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

	/** Prints as soon as everything is drawn, or when that takes too long. */
	async print(): Promise<void> {
		if (this.#drawing.size) {
			await new Promise<void>((resolve) => {
				const late = setTimeout(resolve, PATIENCE);
				this.#waiting.push(() => {
					clearTimeout(late);
					resolve();
				});
			});
		}
		window.print();
	}
}

export const paper = new Paper();
