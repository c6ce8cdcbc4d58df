import { expect, it } from 'vitest';
import { spanAt } from './position';

const text = 'SELECT code\nFROM vilages\nLIMIT 5';
const at = (line: number, column: number) => {
	const { from, to } = spanAt(text, { line, column });
	return text.slice(from, to);
};

it('underlines the whole word at the position', () => {
	expect(at(2, 6)).toBe('vilages');
	expect(at(1, 1)).toBe('SELECT');
});

it('underlines the last character when the position is past the end', () => {
	expect(at(3, 99)).toBe('5');
	expect(at(9, 9)).toBe('5');
});

it('has nothing to underline in an empty statement', () => {
	expect(spanAt('', { line: 1, column: 1 })).toEqual({ from: 0, to: 0 });
});
