import type { Scenario, SignLevel } from '$lib/api';

export const LEVELS_OF_SIGNING: readonly SignLevel[] = ['regency', 'province', 'ministry'];

/** Codes of the areas that may sign at a level; the ministry signs for the whole list only. */
export function areasOf(scenario: Scenario, level: SignLevel): string[] {
	const regencies = scenario.frozen?.regencies ?? [];
	if (level === 'regency') return regencies;
	return level === 'province' ? [...new Set(regencies.map(provinceOf))] : [];
}

/** Codes of the areas of a level that have not approved. */
export function waitingAt(scenario: Scenario, level: SignLevel): string[] {
	const off = scenario.sign_off;
	if (!off) return [];
	if (level === 'regency') return off.regencies_waiting;
	return level === 'province' ? off.provinces_waiting : [];
}

/** Who has to approve before `level` (for `area`, or the whole list) may decide: the rule that the server keeps. */
export function mustApproveFirst(scenario: Scenario, level: SignLevel, area: string | null): string[] {
	if (level === 'regency') return [];
	if (level === 'ministry') return waitingAt(scenario, 'province');
	return waitingAt(scenario, 'regency').filter((code) => area === null || provinceOf(code) === area);
}

const provinceOf = (regency: string) => regency.split('.')[0] ?? regency;
