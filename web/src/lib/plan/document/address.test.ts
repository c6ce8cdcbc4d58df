import { describe, expect, it } from 'vitest';
import { decodeCriteria, encodeCriteria } from './address';
import type { PageCriterion } from './document';

describe('a plan in the address', () => {
	const criteria: PageCriterion[] = [
		{ indicator: 'pmi_per_1000', weight: 0.4, goalposts: [0, 120], direction: 'benefit' },
		{ indicator: 'idm', weight: 0.6, goalposts: [0.4, 0.9], direction: 'cost' },
		{ indicator: 'change', weight: 0, goalposts: [-2.5, 3], direction: 'benefit' }
	];
	it('comes back as it went', () => {
		expect(decodeCriteria(encodeCriteria(criteria))).toEqual(criteria);
	});
	it('is refused when a part of it cannot be read', () => {
		for (const text of ['', 'a', 'a:0.1:2', 'a:x:0:1', 'a:-1:0:1', 'a:1:3:2', 'a:1:0:1:up', 'a:1:0:1:cost:z']) {
			expect(decodeCriteria(text)).toBeNull();
		}
	});
});
