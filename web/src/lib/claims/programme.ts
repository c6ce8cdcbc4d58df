import { api } from '$lib/api';

/** Where something is stated. */
export interface Stated {
	as_of: string | null;
	area_code: string | null;
	stated_by: string | null;
	source: string;
	note: string | null;
}

/** An aim, a reason, or whose programme it is. */
export interface Statement extends Stated {
	id: string;
	kind: string;
	text_id: string;
	text_en: string;
}

/** A pillar as one source words it; no number where it spans several. */
export interface Wording extends Stated {
	pillar_no: number | null;
	wording: string;
}

/** Something that took place, and who held an office there. */
export interface Event extends Stated {
	id: string;
	name_id: string;
	name_en: string;
	place: string | null;
	people: Holder[];
}

export interface Holder {
	name: string;
	role: string;
	event: string | null;
	source: string;
}

export interface Partner {
	/** Empty where it is about the protection of migrant workers in general. */
	programme: string;
	name: string;
	year: number | null;
	source: string;
}

export interface Programme {
	legalBasis: { name: string; legal_basis: string; legal_basis_source: string | null }[];
	statements: Statement[];
	wordings: Wording[];
	events: Event[];
	/** Officials named without an event. */
	elsewhere: Holder[];
	partners: Partner[];
}

/** What the tables say of the programme besides figures. */
export async function loadProgramme(signal: AbortSignal): Promise<Programme> {
	const ask = async <T>(sql: string) => (await api.sql({ sql, limit: 5000 }, { signal })).items as T[];
	const [legalBasis, statements, wordings, events, people, partners] = await Promise.all([
		ask<Programme['legalBasis'][number]>('SELECT name, legal_basis, legal_basis_source FROM programmes WHERE legal_basis IS NOT NULL ORDER BY id'),
		ask<Statement>('SELECT * FROM statements ORDER BY as_of NULLS LAST, id'),
		ask<Wording>('SELECT * FROM pillar_wordings ORDER BY pillar_no NULLS LAST, as_of NULLS LAST, wording'),
		ask<Omit<Event, 'people'>>('SELECT *, date AS as_of, NULL AS stated_by FROM events ORDER BY date NULLS LAST, id'),
		ask<Holder>('SELECT name, role, event, source FROM office_holders ORDER BY event NULLS LAST, name'),
		ask<Partner>(`SELECT coalesce(p.programme, '') AS programme, i.name, p.year, p.source
FROM partnerships AS p JOIN institutions AS i ON i.id = p.institution ORDER BY p.year NULLS LAST, i.name`)
	]);
	const there = new Set(events.map((event) => event.id));
	return {
		legalBasis,
		statements,
		wordings,
		events: events.map((event) => ({ ...event, people: people.filter((person) => person.event === event.id) })),
		elsewhere: people.filter((person) => person.event === null || !there.has(person.event)),
		partners
	};
}
