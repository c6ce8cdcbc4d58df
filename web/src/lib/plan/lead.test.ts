import { describe, expect, it } from 'vitest';
import type { PageCriterion } from './document/document';
import { leadOf } from './lead';

const criterion = (indicator: string, weight: number): PageCriterion => ({ indicator, weight, direction: 'benefit', goalposts: [0, 1] });

describe('the leading criterion of a plan', () => {
	it('is the one that weighs most, wherever it stands', () => {
		expect(leadOf([criterion('ike', 0.25), criterion('pmi_per_1000', 0.4), criterion('poverty_pct', 0.35)])).toBe('pmi_per_1000');
	});
	it('is the first of several that weigh alike, also after weights were shared out', () => {
		expect(leadOf([criterion('a', 1 / 3), criterion('b', 1 / 3 + 1e-12), criterion('c', 1 / 3)])).toBe('a');
	});
	it('is none where nothing weighs', () => {
		expect(leadOf([])).toBeNull();
		expect(leadOf([criterion('a', 0)])).toBeNull();
	});
});
