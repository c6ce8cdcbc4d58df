import { describe, expect, it } from 'vitest';
import { readCamera, writeCamera } from './camera';

describe('where the map is, as an address holds it', () => {
	it('reads back what it wrote', () => {
		expect(readCamera(writeCamera({ lat: -8.5651, lng: 116.3514 }, 9.25))).toEqual({ center: [116.3514, -8.5651], zoom: 9.25 });
	});
	it('refuses what is no place on the map', () => {
		for (const text of [null, '', '5', '5/-8', '5/x/116', '5/86/116', '5/-8/181']) expect(readCamera(text), String(text)).toBeNull();
	});
});
