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
	it('say moments in the time zone of the reader, by the name that it has in Indonesia', () => {
		const at = '2026-11-21T20:30:00Z';
		expect(makeFormats('id', 'Asia/Jakarta').moment(at)).toBe('22 Nov 2026, 03.30 WIB');
		expect(makeFormats('id', 'Asia/Makassar').moment(at)).toBe('22 Nov 2026, 04.30 WITA');
		expect(makeFormats('id', 'Asia/Jayapura').moment(at)).toBe('22 Nov 2026, 05.30 WIT');
		expect(makeFormats('en', 'Asia/Jayapura').moment(at)).toMatch(/22, 2026.*05:30 AM WIT$/);
		expect(makeFormats('id', 'Europe/Amsterdam').moment(at)).toContain('21.30');
		expect(makeFormats('id').moment('someday')).toBe('–');
	});
	it('say a day of the calendar in words, in whatever time zone', () => {
		expect(makeFormats('id', 'Pacific/Honolulu').day('2021-02-19')).toBe('19 Februari 2021');
		expect(makeFormats('en').day('2021-02-19')).toBe('February 19, 2021');
		expect(makeFormats('id').day('2017-2019')).toBe('2017-2019');
	});
	it('tell a missing value from zero', () => {
		const id = makeFormats('id');
		expect([id.number(null), id.score(null), id.percent(null), id.number(0)]).toEqual(['–', '–', '–', '0']);
		expect(makeFormats('id').value(null, '%')).toBe('–');
		expect(makeFormats('id').value(0, '%')).toBe('0%');
	});
});
