import { locale } from '$lib/i18n/index.svelte';

/** What is wrong with a line of text that the server keeps (at most 200 letters, no line break); empty when nothing is. */
export function lineProblem(text: string, required: boolean): string {
	const t = locale.t.scenarios.form;
	if (!text.trim()) return required ? t.required : '';
	return [...text.trim()].length > 200 || /\p{Cc}/u.test(text.trim()) ? t.long : '';
}

/** Who and when, in one phrase. */
export function byAt(who: string | null, when: string): string {
	const t = locale.t.scenarios;
	return t.byAt(who ?? t.someone, locale.f.moment(when));
}

/** First eight letters of a hash: enough to recognise it. */
export const shortHash = (hash: string) => hash.slice(0, 8);
