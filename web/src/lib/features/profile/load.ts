import { api, type Area, type AreaDetail, type ComparedArea, type Coverage, type CoverageClasses, type CoverageRow } from '$lib/api';
import { loadClaims, type Claim } from '$lib/claims/claims';
import { levelOf, pathOf } from '$lib/state/codes';
import type { Stated } from './figures';
import { DESKS, figuresStatement, NAMED, officesStatement } from './statements';

/** What the server's own answers say of an area. */
export interface Known {
	area: AreaDetail;
	/** Coverage of the area and those above it, the area first; a village has none of its own. */
	covered: ComparedArea[];
	/** The provinces together. */
	country: Coverage['total'];
	/** All areas of its own level, among which it is ranked; `null` for a village. */
	ranked: { total: Coverage['total']; ranks: number[] } | null;
	children: Area[];
	/** Coverage of the children, where it is counted at their level. */
	below: CoverageRow[];
	/** How each measure of the children is cut into classes in the whole country. */
	classes: CoverageClasses | undefined;
}

/** The most children that are listed at once: no area has more. */
const CHILDREN = 1000;

/** Reads an area with its coverage and its parts. */
export async function loadKnown(code: string, signal: AbortSignal): Promise<Known> {
	const level = levelOf(code);
	const above = pathOf(code).filter((one) => levelOf(one) !== 'village').reverse();
	const ranked = level === 'regency' || level === 'district' ? level : 'province';
	const detail = api.area(code, { signal });
	const all = Promise.all([
		detail,
		api.compare(above, {}, { signal }),
		api.coverage({ level: 'province' }, { signal }),
		ranked === 'province' ? null : api.coverage({ level: ranked }, { signal }),
		level === 'village' ? [] : api.areas({ parent: code, limit: CHILDREN }, { signal }).then((list) => list.items),
		level === 'province' || level === 'regency' ? api.coverage({ parent: code }, { signal }) : null
	]);
	// The coverage of an area that is gone fails too, and says less of it than the area does.
	const [area, covered, country, peers, children, below] = await all.catch(async (error: unknown) => {
		await detail;
		throw error;
	});
	const order = new Map(above.map((one, i) => [one, i]));
	const among = peers ?? country;
	const ranks = among.items.flatMap((row) => row.rank ?? []);
	return { area, ranked: level === 'village' ? null : { total: among.total, ranks }, covered: [...covered.items].sort((a, b) => (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0)), country: country.total, children, below: below?.items ?? [], classes: below?.classes };
}

/** A one-stop service office that serves the area, a part of it, or an area around it. */
export interface Office {
	id: string;
	area_code: string;
	name: string;
	since: string | null;
	status: string;
	placed_by_rule: boolean | null;
	source: string;
	note: string | null;
}

/** A desk that is recorded of an office. */
export interface Desk {
	office: string;
	desk_type: string;
	name_id: string | null;
	name_en: string | null;
	since: string | null;
	until: string | null;
}

/** A pillar in a designated village of the area. */
export interface PillarState {
	programme: string;
	code: string;
	name: string;
	pillar_no: number;
	name_id: string;
	name_en: string;
	state: string | null;
	as_of: string | null;
	evidence: string | null;
}

/** What the tables say of an area beyond that. */
export interface Tables {
	code: string;
	stated: Stated[];
	offices: Office[];
	desks: Desk[];
	pillars: PillarState[];
	claims: Claim[];
	/** How many villages of the country the register names, and what was published of their number. */
	named: { villages: number; published: Claim[] };
}

/** Asks the tables about an area. */
export async function loadTables(code: string, signal: AbortSignal): Promise<Tables> {
	const ask = async (sql: string) => (await api.sql({ sql, limit: 10_000 }, { signal })).items;
	const [stated, offices, desks, pillars, named, published] = await Promise.all([
		ask(figuresStatement(code)),
		ask(officesStatement(code)),
		ask(DESKS),
		api.query('pillars_by_village', { area: code }, { signal }),
		ask(NAMED),
		loadClaims(signal)
	]);
	return {
		code,
		stated: stated as unknown as Stated[],
		offices: offices as unknown as Office[],
		desks: desks as unknown as Desk[],
		pillars: pillars.items as unknown as PillarState[],
		claims: published.filter((claim) => claim.area_code === code),
		named: {
			villages: Number(named[0]?.['named'] ?? 0),
			published: published.filter((claim) => claim.area_code === null && claim.metric === 'n_desmigratif' && claim.value !== null && claim.since === null)
		}
	};
}
