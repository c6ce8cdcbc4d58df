import type { CoverageRow } from '$lib/api';

/** A published figure of an area's need. */
export type Figure = CoverageRow['need_beside'][number] & {
	/** Whether it is the one that shares and gaps are computed with. */
	counts: boolean;
};

/** All figures of an area's need, the one that counts first; where none does, those that are known nevertheless. */
export function figuresOf(row: CoverageRow): Figure[] {
	const others = row.need_beside.map((figure) => ({ ...figure, counts: false }));
	if (row.need === null || row.need_year === null) return others;
	const own = {
		value: row.need,
		year: row.need_year,
		from_year: row.need_from_year ?? row.need_year,
		period: null,
		status: row.status,
		source: row.need_source ?? '',
		sources: 1,
		parts: row.parts,
		parts_with_need: row.parts_with_need
	};
	return [{ ...own, counts: true }, ...others];
}

/** The figures that do not count in one line, for a file. */
export const besideText = (row: Partial<CoverageRow>): string =>
	(row.need_beside ?? [])
		.map((one) => {
			const years = one.period ?? (one.from_year === one.year ? String(one.year) : `${one.from_year}-${one.year}`);
			const sum = one.parts === null ? '' : `, sum of ${one.parts_with_need ?? 0} of ${one.parts}`;
			return `${one.value} (${years}, ${one.status}${sum}: ${one.source})`;
		})
		.join('; ');
