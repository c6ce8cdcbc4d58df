import type { Plan, ScenarioEvent } from '$lib/api';
import { diffPlans, type Change } from './diff';

/** One event of a scenario with what it changed. */
export interface HistoryLine {
	event: ScenarioEvent;
	/** The version that the event made; `null` for signatures, which make none. */
	version: number | null;
	/** Differences to the plan before; `null` where the event holds no plan or is the first. */
	changes: Change[] | null;
	/** Another name: before and after. */
	renamed: [string, string] | null;
}

/** Events, oldest first, with the differences between the plans that they hold. Making and changing each make a version. */
export function historyLines(events: readonly ScenarioEvent[]): HistoryLine[] {
	let version = 0;
	let plan: Plan | null = null;
	let name: string | null = null;
	return events.map((event) => {
		const signs = event.action === 'signed';
		if (!signs) version += 1;
		const { plan: next, name: called } = event.body;
		const isPlan = event.action !== 'frozen' && !signs;
		const changes = isPlan && plan && next ? diffPlans(plan, next) : null;
		const renamed: [string, string] | null = isPlan && name !== null && called && called !== name ? [name, called] : null;
		if (isPlan) [plan, name] = [next ?? plan, called ?? name];
		return { event, version: signs ? null : version, changes, renamed };
	});
}
