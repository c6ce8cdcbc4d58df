import { describe, expect, it } from 'vitest';
import { toCsv, toTsv } from './csv';

describe('toCsv', () => {
	it('quotes commas, quotes and line ends and doubles the quotes', () => {
		expect(toCsv(['a', 'b'], [['x,y', 'say "hi"\nthere']])).toBe('a,b\r\n"x,y","say ""hi""\nthere"\r\n');
	});

	it('leaves missing values empty and keeps zero', () => {
		expect(toCsv(['a', 'b', 'c'], [[null, 0, undefined]])).toBe('a,b,c\r\n,0,\r\n');
	});

	it('defuses text formulas but not negative numbers', () => {
		expect(toCsv(['a', 'b'], [['=1+1', -3.5]])).toBe("a,b\r\n'=1+1,-3.5\r\n");
	});
});

describe('toTsv', () => {
	it('never lets a cell break the grid', () => {
		expect(toTsv(['a'], [['x\ty\nz'], [null]])).toBe('a\nx y z\n');
	});
});
