import { describe, expect, it } from 'vitest';
import { choiceOf, needOf, readState, withChoice, withLevel, writeState } from './state';

const read = (query: string) => readState(new URLSearchParams(query));

describe('readState', () => {
	it('opens the provinces by gap when the address says nothing', () => {
		expect(read('')).toEqual({
			level: 'province',
			parent: null,
			need: null,
			year: null,
			mean: false,
			imputed: false,
			sort: 'gap',
			descending: true,
			measure: 'gap',
			view: 'table',
			picked: [],
			series: null
		});
	});

	it('goes one level down when the level cannot lie in the parent', () => {
		expect(read('level=province&parent=52').level).toBe('regency');
		expect(read('level=regency&parent=52.02').level).toBe('district');
		expect(read('level=district&parent=52.02.01')).toMatchObject({ level: 'district', parent: null });
	});

	it('never compares more than six areas and none twice', () => {
		expect(read('pick=11,12,12,13,x,14,15,16,17').picked).toEqual(['11', '12', '13', '14', '15', '16']);
	});

	it('falls back to the default on nonsense', () => {
		expect(writeState(read('level=moon&sort=x&dir=up&year=soon')).toString()).toBe('');
	});
});

it('writes back every state that it reads', () => {
	const query = 'level=regency&parent=52&need=population&year=2025&years=3&sort=name&dir=desc&measure=need&view=compare&pick=52.01%2C52.02&series=poverty_pct';
	expect(writeState(read(query)).toString()).toBe(query);
});

it('takes only the name of an indicator for what is shown over time', () => {
	expect(['series=pmi_placed', 'series=a;b', 'series=%22x', ''].map((query) => read(query).series)).toEqual(['pmi_placed', null, null, null]);
});

it('lets imputed figures take part only of no single year and no mean', () => {
	expect(['imputed=1', 'imputed=1&year=2019', 'imputed=1&years=3', 'imputed=yes'].map((query) => read(query).imputed)).toEqual([true, false, false, false]);
	expect(needOf(read('imputed=1'))).toEqual({ include_imputed: true });
	expect(writeState(withChoice(read('year=2019&years=3'), 'imputed')).toString()).toBe('imputed=1');
	expect((['', '3', 'imputed'] as const).map((choice) => choiceOf(withChoice(read('imputed=1'), choice)))).toEqual(['', '3', 'imputed']);
});

it('asks for the mean of three years only where the address says so', () => {
	expect(['', 'years=3', 'year=2019&years=3', 'years=5'].map((query) => needOf(read(query)))).toEqual([{}, { years: 3 }, { year: 2019, years: 3 }, {}]);
});

it('keeps the parent only while areas of the level lie in it', () => {
	const state = read('level=district&parent=52.02');
	expect(withLevel(state, 'regency').parent).toBe('52');
	expect(withLevel(state, 'province').parent).toBeNull();
});
