import { describe, expect, it } from 'vitest';
import { plan } from './plan.svelte';

const criteria = ['a', 'b'].map((indicator) => ({ indicator, weight: 0.5, goalposts: [0, 1] as [number, number], direction: 'benefit' as const }));
const stored = { round: '2027', candidates: {}, criteria, missing: 'interval' as const, constraints: { count: 5, pin: [{ id: '52.03.01.2001', reason: 'SK' }] } };

describe('the plan on the page', () => {
	it('is one document with one history', () => {
		plan.lay(stored);
		expect(plan.whole).toEqual(stored);
		const first = plan.document;

		plan.hold();
		plan.setWeight(0, 0.7);
		plan.setWeight(0, 0.8);
		plan.commit();
		plan.setConstraints({ count: 6 });
		plan.decide({ id: '52.03.01.2002', kind: 'exclude', reason: 'r' });
		plan.toggle('52.03.01.2003');
		expect(plan.undoable).toEqual({ what: 'take', of: '52.03.01.2003' });
		const last = plan.document;

		for (let i = 0; i < 4; i += 1) plan.undo();
		expect(plan.document).toEqual(first);
		expect(plan.canUndo).toBe(false);
		expect(plan.redoable).toEqual({ what: 'weight', of: 'a' });
		for (let i = 0; i < 4; i += 1) plan.redo();
		expect(plan.document).toEqual(last);
		expect(plan.canRedo).toBe(false);
	});
	it('keeps basket and decisions in step', () => {
		plan.lay(stored);
		plan.decide({ id: '52.03.01.2009', kind: 'pin', reason: 'r' });
		expect(plan.basket).toContain('52.03.01.2009');
		plan.toggle('52.03.01.2009');
		expect(plan.decisions.some((one) => one.id === '52.03.01.2009')).toBe(false);
		plan.toggle('52.03.01.2009');
		plan.decide({ id: '52.03.01.2009', kind: 'exclude', reason: 'r' });
		expect(plan.basket).not.toContain('52.03.01.2009');
	});
	it('lays a stored plan over the page, and undo brings back what was there', () => {
		plan.lay(stored);
		plan.setConstraints({ count: 9 });
		plan.lay({ ...stored, constraints: { count: 3 }, method: 'topsis' });
		expect(plan.whole).toMatchObject({ method: 'topsis', constraints: { count: 3 } });
		plan.undo();
		expect(plan.constraints).toEqual({ count: 9 });
		expect(plan.whole.method).toBeUndefined();
	});
	it('is kept with its basket, which is no input of a selection', () => {
		plan.lay({ ...stored, basket: ['52.03.01.2009'] });
		expect(plan.basket).toEqual(['52.03.01.2009']);
		plan.toggle('52.03.01.2003');
		expect(plan.stored.basket).toEqual(['52.03.01.2003', '52.03.01.2009']);
		expect(plan.whole).toEqual(stored);
		plan.rebase();
		expect(plan.changed).toBe(false);
		plan.setBasket([]);
		expect(plan.stored).toEqual(stored);
		plan.reset();
		expect(plan.basket).toHaveLength(2);
	});

	it('begins with a template in one step: round and decisions stay, a basket of other rules does not', () => {
		plan.lay({ ...stored, basket: ['52.03.01.2001'] });
		plan.use({ candidates: { where: 'NOT designated' }, criteria: criteria.slice(0, 1), constraints: { count: 50 }, missing: 'interval' });
		expect(plan.undoable).toEqual({ what: 'template' });
		expect([plan.where, plan.round, plan.basket, plan.constraints, plan.lead]).toEqual(['NOT designated', '2027', [], { count: 50 }, 'a']);
		expect(plan.decisions).toEqual([{ id: '52.03.01.2001', kind: 'pin', reason: 'SK' }]);
		plan.undo();
		expect([plan.where, plan.basket, plan.constraints]).toEqual(['', ['52.03.01.2001'], { count: 5 }]);
	});
});
