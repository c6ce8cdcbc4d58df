import { catalog } from '$lib/state/catalog.svelte';
import { locale } from './index.svelte';
import { indicatorName } from './names';
import { inIndonesian } from './server';

/** A sentence of the server in the reader's language. */
export interface Said {
	text: string;
	/** The language that it is in: the server's own where nobody has translated it. */
	lang: 'id' | 'en';
}

/** What the server says, for this reader. */
export function said(sentence: string): Said {
	if (locale.lang === 'en') return { text: sentence, lang: 'en' };
	const name = (text: string) => (catalog.byId.has(text) ? indicatorName(text) : text);
	const text = inIndonesian(sentence, { number: locale.f.number, name });
	return text === null ? { text: sentence, lang: 'en' } : { text: text.charAt(0).toUpperCase() + text.slice(1), lang: 'id' };
}
