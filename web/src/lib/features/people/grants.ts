import type { Grant } from '$lib/api';
import type { locale } from '$lib/i18n/index.svelte';

/** A right in words: “Kabupaten/kota 52.03, sampai 31 Desember 2027”. */
export function grantWords(grant: Grant, { t, f }: Pick<typeof locale, 't' | 'f'>): string {
	const texts = t.people;
	const area = grant.area ? ` ${grant.area}` : grant.role === 'planner' ? `, ${texts.whole}` : '';
	const until = grant.until ? `, ${texts.untilDay(f.day(grant.until))}` : '';
	return `${texts.roles[grant.role]}${area}${until}`;
}

/** The code that a text is or begins with: “52.03” of “52.03 Lombok Timur”; none of a name. */
export function codeIn(text: string): string | null {
	return /^(\d{2}(\.\d{2}(\.\d{2}(\.\d{4})?)?)?)(?=\s|$)/.exec(text.trim())?.[1] ?? null;
}

/** Whether a role is one of an area, of any area or of none. */
export function areaOf(role: Grant['role']): 'needed' | 'possible' | 'none' {
	if (role === 'regency' || role === 'province') return 'needed';
	return role === 'planner' ? 'possible' : 'none';
}
