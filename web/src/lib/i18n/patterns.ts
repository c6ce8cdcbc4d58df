/** How single words and figures of a sentence are written. */
export interface Wording {
	number: (value: number, decimals: number) => string;
	/** The name of an indicator; the text itself when it is none. */
	name: (text: string) => string;
}

/** A sentence in English with `{}` where a name or a figure stands, and in Indonesian with `{0}`, `{1}` in their place. */
export type Sentence = readonly [english: string, indonesian: string];

const letters = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

function wordOf(text: string, wording: Wording): string {
	const bare = text.replace(/^["`]|["`]$/g, '');
	const figure = /^-?\d+(?:\.(\d+))?$/.exec(bare);
	// A code of an area is no number: it stays as it is written.
	if (figure && !text.startsWith('`')) return wording.number(Number(bare), figure[1]?.length ?? 0);
	return wording.name(bare);
}

/**
 * Reads sentences of one kind: gives the Indonesian of one that it knows, else `null`. In the Indonesian `{0}` is a figure as the
 * reader's language writes it, or a name; `{=0}` is what stood there, letter by letter, for years, codes and files.
 */
export function reader(sentences: readonly Sentence[]): (sentence: string, wording: Wording, words?: (text: string) => string) => string | null {
	const patterns = sentences.map(([english, indonesian]) => ({
		indonesian,
		// A sentence stands alone, or capitalised with a full stop behind it.
		pattern: new RegExp(`^${english.replace(/\.$/, '').replaceAll('`{}`', '{}').split('{}').map(letters).join('(.+?)')}\\.?$`, 'is')
	}));
	return (sentence, wording, words = (text) => text) => {
		for (const { pattern, indonesian } of patterns) {
			const found = pattern.exec(sentence.trim());
			if (found) return indonesian.replace(/\{(=|~)?(\d)\}/g, (_, how: string | undefined, at: string) => {
				const text = found[Number(at) + 1] ?? '';
				return how === '=' ? text.replace(/^`|`$/g, '') : how === '~' ? words(text) : wordOf(text, wording);
			});
		}
		return null;
	};
}
