import { decodeCriteria, decodeDecisions, decodeLimits, decodeVillages, encodeCriteria, encodeDecisions, encodeLimits, encodeVillages } from './address';
import { equal } from './canonical';
import type { Document } from './document';

/** What the plan's parameters mean today. A link of another version is not guessed at. */
const VERSION = '2';

/** The parameters that hold the plan. */
const PARAMETERS = ['w', 'where', 'round', 'how', 'limits', 'pin', 'out', 'basket'] as const;
export type PlanParameter = (typeof PARAMETERS)[number];

/** What of a link could not be read; `version` is the whole plan. */
export type Refused = PlanParameter | 'version';

/** True when an address says something of the plan. */
export function hasPlan(params: URLSearchParams): boolean {
	return PARAMETERS.some((name) => params.has(name));
}

/** The parameters that bring a plan back; what is as in `base` is left out. */
export function linkOf(document: Document, base: Document): Record<PlanParameter | 'v', string | null> {
	const differing = (now: string, then: string) => (now === then ? null : now || '-');
	const found: Record<PlanParameter, string | null> = {
		w: differing(encodeCriteria(document.criteria), encodeCriteria(base.criteria)),
		where: document.where === base.where ? null : document.where || '-',
		round: differing(document.round, base.round),
		how: equal(document.settings, base.settings) ? null : JSON.stringify(document.settings),
		limits: differing(encodeLimits(document.constraints, base.constraints), encodeLimits(base.constraints, base.constraints)),
		pin: differing(encodeDecisions(document.decisions, 'pin'), encodeDecisions(base.decisions, 'pin')),
		out: differing(encodeDecisions(document.decisions, 'exclude'), encodeDecisions(base.decisions, 'exclude')),
		basket: differing(encodeVillages(document.basket), encodeVillages(base.basket))
	};
	return { v: Object.values(found).some((value) => value !== null) ? VERSION : null, ...found };
}

/** The plan of an address laid over `base`, and which parts of it could not be read: those are as in `base`. */
export function readLink(params: URLSearchParams, base: Document): { document: Document; refused: Refused[] } {
	const version = params.get('v');
	if (version !== null && version !== VERSION && version !== '1') return { document: base, refused: ['version'] };
	const refused: Refused[] = [];
	/** `-` stands for an empty value: an absent parameter means the server's plan. */
	function part<T>(name: PlanParameter, empty: T, otherwise: T, read: (text: string) => T | null): T {
		const text = params.get(name);
		if (text === null) return otherwise;
		if (text === '-' || text === '') return empty;
		const found = read(text);
		if (found === null) refused.push(name);
		return found ?? otherwise;
	}
	const decided = (name: 'pin' | 'out', kind: 'pin' | 'exclude') =>
		part(name, [], base.decisions.filter((one) => one.kind === kind), (text) => decodeDecisions(text, kind));
	const document: Document = {
		criteria: part('w', base.criteria, base.criteria, decodeCriteria),
		where: part('where', '', base.where, (text) => text),
		round: part('round', '', base.round, (text) => text.slice(0, 80)),
		settings: part('how', base.settings, base.settings, readObject),
		constraints: part('limits', base.constraints, base.constraints, (text) => decodeLimits(text, base.constraints)),
		decisions: [...decided('pin', 'pin'), ...decided('out', 'exclude')],
		basket: part('basket', [], base.basket, decodeVillages)
	};
	return { document, refused };
}

function readObject(text: string): Record<string, unknown> | null {
	try {
		const found: unknown = JSON.parse(text);
		return typeof found === 'object' && found !== null && !Array.isArray(found) ? (found as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}
