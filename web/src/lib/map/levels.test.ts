import { describe, expect, it } from 'vitest';
import { liftTo } from '$lib/state/codes';
import { childLevel, drawnAt, levelAt } from './levels';

describe('the level that the map colours', () => {
	it('gets finer with the zoom', () => {
		expect([3, 5, 7.5, 10].map((zoom) => levelAt(zoom, null))).toEqual(['province', 'regency', 'district', 'village']);
	});
	it('is never coarser than the children of the area that one is in', () => {
		expect(levelAt(3, '52')).toBe('regency');
		expect(levelAt(3, '52.03.01')).toBe('village');
		expect(levelAt(12, '52')).toBe('village');
		expect(childLevel(null)).toBe('province');
	});
	it('draws districts where a pixel would hold several villages, and nothing else in place of what was asked for', () => {
		expect([3, 4, 5.99, 6, 12].map((zoom) => drawnAt('village', zoom))).toEqual(['district', 'district', 'district', 'village', 'village']);
		for (const level of ['province', 'regency', 'district'] as const) expect(drawnAt(level, 2)).toBe(level);
	});
	it('shows a village by its ancestor while villages are not drawn', () => {
		expect(liftTo('52.03.01.2001', 'regency')).toBe('52.03');
		expect(liftTo('52.03.01.2001', 'village')).toBe('52.03.01.2001');
		expect(liftTo('52', 'village')).toBe('52');
	});
});
