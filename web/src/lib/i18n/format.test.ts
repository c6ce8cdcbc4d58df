import { describe, expect, it } from 'vitest';
import { makeFormats } from './format';

describe('formats', () => {
	it('write numbers as the locale does', () => {
		expect(makeFormats('id').number(83762)).toBe('83.762');
		expect(makeFormats('id').score(0.512)).toBe('0,512');
		expect(makeFormats('en').number(83762)).toBe('83,762');
		expect(makeFormats('en').score(0.512)).toBe('0.512');
	});
	it('keep a small loss apart from none', () => {
		expect(makeFormats('id').loss(0.0000118)).toBe('0,000012');
		expect(makeFormats('en').loss(0.25)).toBe('0.25');
	});
	it('tell a missing value from zero', () => {
		const id = makeFormats('id');
		expect([id.number(null), id.score(null), id.percent(null), id.number(0)]).toEqual(['–', '–', '–', '0']);
		expect(makeFormats('id').value(null, '%')).toBe('–');
		expect(makeFormats('id').value(0, '%')).toBe('0%');
	});
});
