import { describe, expect, it } from 'vitest';
import type { Plan, ScenarioEvent } from '$lib/api';
import { historyLines } from './history';

const plan = (count: number): Plan => ({ criteria: [{ indicator: 'pmi', weight: 1, direction: 'benefit', goalposts: [0, 1] }], constraints: { count } });
const event = (seq: number, action: ScenarioEvent['action'], body: ScenarioEvent['body']): ScenarioEvent => ({ seq, scenario: 's', at: '', by: null, action, body, previous: '', hash: '' });

describe('the history of a scenario', () => {
	it('says of every version what differs from the one before', () => {
		const lines = historyLines([
			event(4, 'created', { name: 'A', plan: plan(5) }),
			event(6, 'changed', { name: 'A', plan: plan(6), note: 'x' }),
			event(7, 'changed', { name: 'B', plan: plan(6) }),
			event(9, 'frozen', { hash: 'h' }),
			event(10, 'signed', { level: 'regency' })
		]);
		expect(lines.map((line) => line.version)).toEqual([1, 2, 3, 4, null]);
		expect(lines.map((line) => line.changes)).toEqual([null, [{ kind: 'setting', path: 'count', from: 5, to: 6 }], [], null, null]);
		expect(lines.map((line) => line.renamed)).toEqual([null, null, ['A', 'B'], null, null]);
	});
});
