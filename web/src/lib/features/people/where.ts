import type { Grant, Person } from '$lib/api';
import { isWithin, levelOf, liftTo, type Level } from '$lib/state/codes';

/** The levels of areas that the map of rights shows: a right of a village or district counts for its regency. */
export type GrantLevel = Extract<Level, 'province' | 'regency'>;

/** Somebody, and those of their rights that a place is asked for. */
export interface Holder {
	person: Person;
	grants: Grant[];
}

/** Whether a right holds on a day (`2027-01-31`): its last day is one of its days. */
export const holds = (grant: Grant, today: string): boolean => !grant.until || grant.until >= today;

/** Those of the people whose rights pass, with these. Whoever is disabled has none. */
function holders(people: readonly Person[], today: string, passes: (grant: Grant) => boolean): Holder[] {
	return people.flatMap((person) => {
		const grants = person.disabled ? [] : person.grants.filter((grant) => holds(grant, today) && passes(grant));
		return grants.length ? [{ person, grants }] : [];
	});
}

/** How many people have a right in each area of a level, or in a part of it. Areas without anybody are not named. */
export function countByArea(people: readonly Person[], level: GrantLevel, today: string): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { grants } of holders(people, today, (grant) => !!grant.area)) {
		const areas = new Set(grants.map((grant) => liftTo(grant.area ?? '', level)).filter((code) => levelOf(code) === level));
		for (const code of areas) counts.set(code, (counts.get(code) ?? 0) + 1);
	}
	return counts;
}

/** Who has rights in an area: of it, of a part of it, and of what it is a part of (a province, or the whole country). */
export function whoIsIn(people: readonly Person[], area: string, today: string): { here: Holder[]; within: Holder[]; above: Holder[] } {
	const of = (passes: (code: string) => boolean) => holders(people, today, (grant) => !!grant.area && passes(grant.area));
	return {
		here: of((code) => code === area),
		within: of((code) => code !== area && isWithin(code, area)),
		above: holders(people, today, (grant) => !grant.area || (grant.area !== area && isWithin(area, grant.area)))
	};
}

/** Upper edges between the classes of the map: 1, 2 or 3, 4 to 7, 8 and more people. */
export const CLASSES = [2, 4, 8];
