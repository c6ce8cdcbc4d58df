import { expect, it } from 'vitest';
import { fileName } from './download';

it('makes file names of plain words and leaves out what is missing', () => {
	expect(fileName(['Cakupan', 'regency', null, '52.01', ''], 'csv')).toBe('cakupan-regency-52.01.csv');
	expect(fileName(['../x y'], 'csv')).toBe('x-y.csv');
	expect(fileName([], 'csv')).toBe('data.csv');
});
