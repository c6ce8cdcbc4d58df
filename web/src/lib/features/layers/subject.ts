/** What the map can colour its areas by: the plan's score, one indicator, or the score of a saved plan. */
export type Subject = { what: 'score' } | { what: 'indicator'; id: string } | { what: 'scenario'; id: string };

const SCENARIO = 'skenario:';

/** The subject of an address: `score`, an indicator's id, or `skenario:` with the id of a saved plan. */
export function readSubject(text: string | null): Subject | null {
	if (!text) return null;
	if (text === 'score') return { what: 'score' };
	if (!text.startsWith(SCENARIO)) return /^[a-z_][a-z0-9_]*$/i.test(text) ? { what: 'indicator', id: text } : null;
	const id = text.slice(SCENARIO.length);
	return id ? { what: 'scenario', id } : null;
}

/** The text that `readSubject` reads. */
export function writeSubject(subject: Subject): string {
	if (subject.what === 'score') return 'score';
	return subject.what === 'indicator' ? subject.id : SCENARIO + subject.id;
}
