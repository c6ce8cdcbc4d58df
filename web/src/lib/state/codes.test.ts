import { describe, expect, it } from 'vitest';
import { codeOfFeature, featureId, idRange, isWithin, levelOf, parentOf, pathOf } from './codes';

describe('area codes', () => {
	it('have the level of their number of groups', () => {
		expect(['52', '52.03', '52.03.01', '52.03.01.2001'].map(levelOf)).toEqual(['province', 'regency', 'district', 'village']);
		expect(['', '5', '5203', '52.3', '52.03.01.200', '52.03.01.20011'].map(levelOf)).toEqual([null, null, null, null, null, null]);
	});
	it('name their ancestors', () => {
		expect(pathOf('52.03.01.2001')).toEqual(['52', '52.03', '52.03.01', '52.03.01.2001']);
		expect(parentOf('52')).toBeNull();
	});
	it('do not confuse a prefix of digits with a parent', () => {
		expect(isWithin('52.03.01', '52.03')).toBe(true);
		expect(isWithin('52.03.01', '52.0')).toBe(false);
		expect(isWithin('52.03', null)).toBe(true);
	});
	it('survive the way through a tile feature id', () => {
		for (const code of ['11', '11.10', '52.03.01', '52.03.01.2001', '96.71.10.1001']) expect(codeOfFeature(featureId(code))).toBe(code);
		expect(codeOfFeature(123)).toBeNull();
	});
	it('enclose their descendants in one range of ids', () => {
		expect(idRange('52.03', 'village')).toEqual([5203000000, 5203999999]);
		expect(idRange('52', 'province')).toEqual([52, 52]);
	});
});
