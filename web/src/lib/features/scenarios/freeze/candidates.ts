import { api, type Plan } from '$lib/api';
import { tableOf } from '$lib/plan/document/table';

export interface Candidate {
	code: string;
	name: string;
	/** District and regency. */
	place: string;
}

/** Candidates of a plan whose name holds `text`, the shortest name first. */
export async function findCandidates(plan: Plan, text: string, signal: AbortSignal): Promise<Candidate[]> {
	const condition = plan.candidates?.where?.trim();
	// The condition is the saved plan's own, which the server checked when it was saved, and checks again.
	const sql = `SELECT v.code, v.name, d.name AS district, r.name AS regency
FROM (SELECT * FROM ${tableOf(plan)}${condition ? ` WHERE (${condition}\n)` : ''}) v
LEFT JOIN districts d ON d.code = v.district_code
LEFT JOIN regencies r ON r.code = v.regency_code
WHERE v.name ILIKE $q ORDER BY length(v.name), v.code`;
	const { items } = await api.sql({ sql, params: { q: `%${text.replace(/[\\%_]/g, '\\$&')}%` }, limit: 8 }, { signal });
	return items.map((row) => ({
		code: String(row['code']),
		name: String(row['name']),
		place: [row['district'], row['regency']].filter(Boolean).join(', ')
	}));
}
