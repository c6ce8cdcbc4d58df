import { describe, expect, it } from 'vitest';
import type { Grant, Person } from '$lib/api';
import { countByArea, whoIsIn } from './where';

const TODAY = '2027-03-01';
const grant = (role: Grant['role'], area: string | null = null, until: string | null = null): Grant => ({ role, area, until });
const person = (login: string, grants: Grant[], disabled = false): Person => ({ id: login, login, name: login, grants, disabled, has_password: true, second: false }) as Person;

const PEOPLE = [
	person('lombok', [grant('regency', '52.03'), grant('analyst')]),
	person('both', [grant('regency', '52.03'), grant('regency', '52.71')]),
	person('village', [grant('planner', '52.03.01.2001')]),
	person('ntb', [grant('province', '52', TODAY)]),
	person('before', [grant('regency', '52.03', '2027-02-28')]),
	person('gone', [grant('regency', '52.03')], true),
	person('planner', [grant('planner')])
];
const names = (holders: { person: Person; grants: Grant[] }[]) => holders.map(({ person: { login }, grants }) => `${login} ${grants.length}`);

describe('who has rights where', () => {
	it('counts people once an area, in what holds the place of their right, and nobody whose right has ended', () => {
		expect(countByArea(PEOPLE, 'regency', TODAY)).toEqual(new Map([['52.03', 3], ['52.71', 1]]));
		expect(countByArea(PEOPLE, 'province', TODAY)).toEqual(new Map([['52', 4]]));
		expect(countByArea(PEOPLE, 'province', '2027-03-02').get('52')).toBe(3);
		expect(countByArea([], 'regency', TODAY).size).toBe(0);
	});

	it('tells rights of an area from those of its parts and of what it lies in', () => {
		const regency = whoIsIn(PEOPLE, '52.03', TODAY);
		expect(names(regency.here)).toEqual(['lombok 1', 'both 1']);
		expect(names(regency.within)).toEqual(['village 1']);
		expect(names(regency.above)).toEqual(['lombok 1', 'ntb 1', 'planner 1']);
		const province = whoIsIn(PEOPLE, '52', TODAY);
		expect(names(province.here)).toEqual(['ntb 1']);
		expect(names(province.within)).toEqual(['lombok 1', 'both 2', 'village 1']);
		expect(names(whoIsIn(PEOPLE, '5', TODAY).within)).toEqual([]);
	});
});
