/** Kemendagri area codes (`52.03.01.2001`): level, parent, and the integer that names the area in a tile. */

export type Level = 'province' | 'regency' | 'district' | 'village';

/** Levels from the country's first division down. */
export const LEVELS: readonly Level[] = ['province', 'regency', 'district', 'village'];

/** The level a code stands for, or `null` when it is no area code. */
export function levelOf(code: string): Level | null {
	if (!/^\d\d(\.\d\d(\.\d\d(\.\d{4})?)?)?$/.test(code)) return null;
	return LEVELS[code.split('.').length - 1] ?? null;
}

/** The level of the areas that an area of `level` is made of; `null` for a village. */
export function childOf(level: Level): Level | null {
	return LEVELS[LEVELS.indexOf(level) + 1] ?? null;
}

/** The code of the area one level up; `null` for a province. */
export function parentOf(code: string): string | null {
	const cut = code.lastIndexOf('.');
	return cut < 0 ? null : code.slice(0, cut);
}

/** The code and all its ancestors, the province first. */
export function pathOf(code: string): string[] {
	const path: string[] = [];
	for (let at: string | null = code; at; at = parentOf(at)) path.unshift(at);
	return path;
}

/** The area that stands for `code` where `level` is drawn: itself, or the ancestor that is on the map. */
export function liftTo(code: string, level: Level): string {
	return pathOf(code)[LEVELS.indexOf(level)] ?? code;
}

/** True when `code` lies in `area` (or is it). Every code lies in the country, `null`. */
export function isWithin(code: string, area: string | null): boolean {
	return area === null || code === area || code.startsWith(`${area}.`);
}

/** The feature id of an area in the tiles: its digits as one integer. */
export function featureId(code: string): number {
	return Number(code.replaceAll('.', ''));
}

/** The code of a feature id, or `null` when the id belongs to no area. */
export function codeOfFeature(id: number | string | undefined): string | null {
	const digits = String(id ?? '');
	if (!/^(\d{2}|\d{4}|\d{6}|\d{10})$/.test(digits)) return null;
	return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6), digits.slice(6)].filter(Boolean).join('.');
}

/** The range of feature ids one level further down in `area`: `[first, last]`, for a filter on the tiles. */
export function idRange(area: string, level: Level): [number, number] {
	const digits = area.replaceAll('.', '');
	const width = { province: 2, regency: 4, district: 6, village: 10 }[level];
	const pad = Math.max(0, width - digits.length);
	return [Number(digits + '0'.repeat(pad)), Number(digits + '9'.repeat(pad))];
}
