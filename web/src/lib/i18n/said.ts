import { catalog } from '$lib/state/catalog.svelte';
import { locale } from './index.svelte';
import { indicatorName } from './names';
import { reportInIndonesian } from './report';
import { inIndonesian } from './server';
import { inIndonesianSource, languageOf, publication } from './sources';

/** A sentence of the server in the reader's language. */
export interface Said {
	text: string;
	/** The language that it is in: the server's own where nobody has translated it. */
	lang: 'id' | 'en';
}

const wording = { number: (value: number, decimals: number) => locale.f.number(value, decimals), name: (text: string) => (catalog.byId.has(text) ? indicatorName(text) : text) };

/** What the server says, for this reader. */
export function said(sentence: string): Said {
	if (locale.lang === 'en') return { text: sentence, lang: 'en' };
	const text = inIndonesian(sentence, wording);
	return text === null ? { text: sentence, lang: 'en' } : { text: text.charAt(0).toUpperCase() + text.slice(1), lang: 'id' };
}

/** What the join report says of a row, for this reader. */
export function reportSaid(check: string, detail: string): Said {
	const text = locale.lang === 'en' ? null : reportInIndonesian(check, detail, wording);
	return text === null ? { text: detail, lang: 'en' } : { text, lang: 'id' };
}

/** A text of the dataset that has no other language, such as a licence. */
export const textSaid = (text: string): Said => ({ text, lang: languageOf(text) ?? locale.lang });

/** Where a figure comes from, for this reader: the title of a source of the dataset, or what the figure itself says. */
export function sourceSaid(source: string): Said {
	const title = catalog.dataset?.sources.find((one) => one.key === source)?.title ?? publication(source);
	const text = locale.lang === 'en' ? null : inIndonesianSource(title, wording);
	return text === null ? { text: title, lang: languageOf(title) ?? locale.lang } : { text, lang: 'id' };
}
