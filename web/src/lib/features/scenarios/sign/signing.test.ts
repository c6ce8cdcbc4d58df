import { describe, expect, it } from 'vitest';
import type { Scenario } from '$lib/api';
import { areasOf, mustApproveFirst } from './signing';

const scenario = {
	frozen: { regencies: ['33.15', '52.01', '52.04'] },
	sign_off: { regencies_waiting: ['52.04'], provinces_waiting: ['33', '52'], next: 'regency' }
} as Scenario;

describe('signing', () => {
	it('goes by the regencies and provinces that have villages in the list', () => {
		expect(areasOf(scenario, 'regency')).toEqual(['33.15', '52.01', '52.04']);
		expect(areasOf(scenario, 'province')).toEqual(['33', '52']);
		expect(areasOf(scenario, 'ministry')).toEqual([]);
	});
	it('makes a province wait for its own regencies, and the ministry for all provinces', () => {
		expect(mustApproveFirst(scenario, 'regency', '52.04')).toEqual([]);
		expect(mustApproveFirst(scenario, 'province', '33')).toEqual([]);
		expect(mustApproveFirst(scenario, 'province', '52')).toEqual(['52.04']);
		expect(mustApproveFirst(scenario, 'province', null)).toEqual(['52.04']);
		expect(mustApproveFirst(scenario, 'ministry', null)).toEqual(['33', '52']);
	});
});
