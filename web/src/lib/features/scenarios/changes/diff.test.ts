import { describe, expect, it } from 'vitest';
import type { Plan } from '$lib/api';
import { diffPlans, limitsOfPlan, villagesIn } from './diff';

const plan: Plan = {
	round: '2027',
	candidates: { where: 'NOT designated' },
	criteria: [
		{ indicator: 'pmi', weight: 0.6, direction: 'benefit', goalposts: [0, 6] },
		{ indicator: 'idm', weight: 0.4, direction: 'cost', goalposts: [0.4, 0.9] }
	],
	constraints: { count: 10, per_regency: { max: 2 }, budget: { apbn: 1000 } }
};
const other = (change: Partial<Plan>): Plan => ({ ...plan, ...change });

describe('the difference between two plans', () => {
	it('is nothing when only the spelling differs', () => {
		const spelled = other({
			missing: 'interval',
			method: 'wsm',
			criteria: plan.criteria.map((one) => ({ ...one, weight: one.weight * 5 })),
			constraints: { ...plan.constraints, objective: 'score', spacing_km: null, pin: [], exclude: [] }
		});
		expect(diffPlans(plan, spelled)).toEqual([]);
	});

	it('names weights as shares, goalposts and direction', () => {
		const changed = other({
			criteria: [
				{ indicator: 'pmi', weight: 1, direction: 'benefit', goalposts: [0, 8] },
				{ indicator: 'idm', weight: 1, direction: 'benefit', goalposts: [0.4, 0.9] }
			]
		});
		expect(diffPlans(plan, changed)).toEqual([
			{ kind: 'weight', indicator: 'pmi', from: 0.6, to: 0.5 },
			{ kind: 'goalposts', indicator: 'pmi', from: [0, 6], to: [0, 8] },
			{ kind: 'weight', indicator: 'idm', from: 0.4, to: 0.5 },
			{ kind: 'direction', indicator: 'idm', from: 'cost', to: 'benefit' }
		]);
	});

	it('names criteria that came and went, and another order', () => {
		const [pmi, idm] = plan.criteria;
		if (!pmi || !idm) throw new Error('the plan has two criteria');
		expect(diffPlans(plan, other({ criteria: [idm, pmi] }))).toEqual([{ kind: 'order' }]);
		expect(diffPlans(plan, other({ criteria: [{ ...pmi, weight: 0.6 }, { ...idm, indicator: 'poor' }] }))).toEqual([
			{ kind: 'weight', indicator: 'poor', from: null, to: 0.4 },
			{ kind: 'weight', indicator: 'idm', from: 0.4, to: null }
		]);
	});

	it('names limits by their path, of single areas too', () => {
		const changed = other({ round: '2028', constraints: { count: 12, per_regency: { max: 2, '52.03': { min: 1 } } } });
		expect(diffPlans(plan, changed)).toEqual([
			{ kind: 'setting', path: 'round', from: '2027', to: '2028' },
			{ kind: 'setting', path: 'count', from: 10, to: 12 },
			{ kind: 'setting', path: 'per_regency.52.03.min', from: null, to: 1 },
			{ kind: 'setting', path: 'budget.apbn', from: 1000, to: null }
		]);
	});

	it('counts what came into the basket and went out of it', () => {
		const picked = (...basket: string[]) => other({ basket });
		expect(diffPlans(picked('a', 'b'), picked('b', 'a'))).toEqual([]);
		expect(diffPlans(picked('a', 'b'), picked('b', 'c', 'd'))).toEqual([{ kind: 'basket', from: 2, to: 3, came: 2, went: 1 }]);
		expect(diffPlans(picked('a'), plan)).toEqual([{ kind: 'basket', from: 1, to: 0, came: 0, went: 1 }]);
	});

	it('names villages that were pinned, excluded and let go, with the reason', () => {
		const before = other({ constraints: { pin: ['a', { id: 'b', reason: 'x' }] } });
		const after = other({ constraints: { pin: [{ id: 'b', reason: 'y' }], exclude: [{ id: 'c', reason: 'z' }] } });
		const changes = diffPlans(before, after);
		expect(changes).toEqual([
			{ kind: 'pin', id: 'b', from: 'x', to: 'y' },
			{ kind: 'pin', id: 'a', from: '', to: null },
			{ kind: 'exclude', id: 'c', from: null, to: 'z' }
		]);
		expect(villagesIn(changes)).toEqual(['b', 'a', 'c']);
	});
});

describe('the limits of a plan', () => {
	it('are listed without criteria, candidates and decisions', () => {
		expect(limitsOfPlan(other({ constraints: { ...plan.constraints, pin: ['a'] } }))).toEqual([
			['round', '2027'],
			['count', 10],
			['per_regency.max', 2],
			['budget.apbn', 1000]
		]);
	});
});
