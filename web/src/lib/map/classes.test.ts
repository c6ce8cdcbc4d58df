import { expect, it } from 'vitest';
import { breaksOf, type Classing } from './classing';
import cases from './style/classes.json';

// The server draws the same classes: its tests read the same cases (src/maps/classes.rs).
it.each(cases)('classes are those of the server: $name', ({ scheme, values, classes, middle, breaks }) => {
	expect(breaksOf(scheme as Classing, values, classes, middle)).toEqual(breaks);
});
