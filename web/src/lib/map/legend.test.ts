import { expect, it } from 'vitest';
import { classesOf, decimalsOf, rampOf } from './legend';

const format = (value: number) => value.toFixed(1);

it('every class says from where to where it goes, and the outer two are open', () => {
	expect(classesOf({ colours: ['#1', '#2', '#3'], breaks: [0.5, 2], format }).map((one) => one.text)).toEqual(['< 0.5', '0.5 – 2.0', '≥ 2.0']);
	expect(classesOf({ colours: ['#1'], breaks: [], format })).toEqual([{ colour: '#1', text: '' }]);
	expect(classesOf({ colours: ['#1', '#2', '#3', '#4'], breaks: [2, 3, 1500], format: String, whole: true }).map((one) => one.text)).toEqual(['0 – 1', '2', '3 – 1499', '≥ 1500']);
});
it('edges are written so that no two read alike', () => {
	expect(decimalsOf([0.25, 0.5, 1])).toBe(2);
	expect(decimalsOf([10, 20])).toBe(0);
	expect(decimalsOf([10, 20], 2)).toBe(2);
});
it('a ramp has each colour in the middle of its class', () => {
	expect(rampOf(['#000', '#fff'])).toBe('linear-gradient(90deg, #000 25.00%, #fff 75.00%)');
});
