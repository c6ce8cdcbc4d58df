import { equal } from './canonical';
import type { Document, PageCriterion } from './document';
import { withoutFigures } from './table';

/** What a step of the history changed; `of` is the indicator's id or the village's code that it was about. */
export interface Step {
	what: StepName;
	of?: string;
}

export type StepName =
	| 'weight'
	| 'weights'
	| 'goalposts'
	| 'direction'
	| 'add'
	| 'remove'
	| 'where'
	| 'round'
	| 'settings'
	| 'imputed'
	| 'means'
	| 'limits'
	| 'pin'
	| 'exclude'
	| 'release'
	| 'take'
	| 'drop'
	| 'basket'
	| 'optimum'
	| 'relax'
	| 'open'
	| 'template'
	| 'link'
	| 'reset'
	| 'several';

/** What differs between two documents, as one step; `null` when nothing does. */
export function describe(before: Document, after: Document): Step | null {
	const found: Step[] = [];
	const criteria = describeCriteria(before.criteria, after.criteria);
	if (criteria) found.push(criteria);
	if (before.where !== after.where) found.push({ what: 'where' });
	if (before.round !== after.round) found.push({ what: 'round' });
	if (!equal(before.settings, after.settings)) found.push({ what: describeFigures(before, after) ?? 'settings' });
	if (!equal(before.constraints, after.constraints)) found.push({ what: 'limits' });
	const decision = describeDecisions(before, after);
	if (decision) found.push(decision);
	// A village that is excluded leaves the basket: the decision says it all.
	const basket = decision ? null : describeBasket(before.basket, after.basket);
	if (basket) found.push(basket);
	return found.length > 1 ? { what: 'several' } : (found[0] ?? null);
}

/** Settings differ in nothing but which figures are read; `null` where they do. */
function describeFigures(before: Document, after: Document): StepName | null {
	if (!equal(withoutFigures(before.settings), withoutFigures(after.settings))) return null;
	return before.settings['years'] === after.settings['years'] ? 'imputed' : 'means';
}

function describeCriteria(before: readonly PageCriterion[], after: readonly PageCriterion[]): Step | null {
	if (equal(before, after)) return null;
	const old = new Map(before.map((one) => [one.indicator, one]));
	const now = new Set(after.map((one) => one.indicator));
	const added = after.filter((one) => !old.has(one.indicator));
	const removed = before.filter((one) => !now.has(one.indicator));
	if (added.length + removed.length > 1) return { what: 'several' };
	if (added[0]) return { what: 'add', of: added[0].indicator };
	if (removed[0]) return { what: 'remove', of: removed[0].indicator };
	const changed = (differs: (a: PageCriterion, b: PageCriterion) => boolean) => after.filter((one) => differs(old.get(one.indicator) ?? one, one));
	const posts = changed((a, b) => a.goalposts[0] !== b.goalposts[0] || a.goalposts[1] !== b.goalposts[1]);
	const turned = changed((a, b) => a.direction !== b.direction);
	const weights = changed((a, b) => Math.abs(a.weight - b.weight) > 1e-12);
	if ([posts, turned, weights].filter((one) => one.length).length > 1) return { what: 'several' };
	if (posts[0]) return { what: 'goalposts', of: posts[0].indicator };
	if (turned[0]) return { what: 'direction', of: turned[0].indicator };
	// A weight that is moved moves the others against it: the one that went its own way is meant.
	const up = weights.filter((one) => one.weight > (old.get(one.indicator)?.weight ?? 0));
	const down = weights.filter((one) => one.weight < (old.get(one.indicator)?.weight ?? 0));
	const alone = up.length === 1 ? up[0] : down.length === 1 ? down[0] : undefined;
	return alone ? { what: 'weight', of: alone.indicator } : { what: 'weights' };
}

function describeDecisions(before: Document, after: Document): Step | null {
	const key = (one: Document['decisions'][number]) => `${one.id} ${one.kind} ${one.reason}`;
	const old = new Set(before.decisions.map(key));
	const now = new Set(after.decisions.map((one) => one.id));
	const made = after.decisions.filter((one) => !old.has(key(one)));
	const released = before.decisions.filter((one) => !now.has(one.id));
	if (made.length + released.length > 1) return { what: 'several' };
	if (made[0]) return { what: made[0].kind, of: made[0].id };
	return released[0] ? { what: 'release', of: released[0].id } : null;
}

function describeBasket(before: readonly string[], after: readonly string[]): Step | null {
	const old = new Set(before);
	const now = new Set(after);
	const taken = after.filter((id) => !old.has(id));
	const dropped = before.filter((id) => !now.has(id));
	if (taken.length + dropped.length > 1) return { what: 'basket' };
	if (taken[0]) return { what: 'take', of: taken[0] };
	return dropped[0] ? { what: 'drop', of: dropped[0] } : null;
}
