import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '$lib/state/codes';
import { baseStyle, CHOSEN, fillId, hatchId, labelId, LABELS, lineId, markId, partialId, VERDICTS } from './style';

describe.each([
	['light', false],
	['dark', true]
])('the %s map', (_, dark) => {
	const style = baseStyle('http://localhost:8080', dark);
	const text = JSON.stringify(style);

	it('passes the validator of the style specification', () => {
		expect(validateStyleMin(style)).toEqual([]);
		// The validator is awake: a colour that is none is found.
		const broken = JSON.parse(text.replace(/"background-color":"[^"]+"/, '"background-color":"@sea"')) as typeof style;
		expect(validateStyleMin(broken).map((one) => one.message).join()).toContain('background-color');
	});
	it('has every colour and address filled in, and asks nobody but its own server', () => {
		expect(text).not.toMatch(/"@|\{origin\}|\{font\}/);
		const addresses = text.match(/[a-z]+:\/\/[^"]+/g) ?? [];
		expect(addresses).toHaveLength(7);
		expect(addresses.filter((one) => !one.startsWith('http://localhost:8080/'))).toEqual([]);
		expect(style).not.toHaveProperty('glyphs');
		expect(style).not.toHaveProperty('sprite');
	});
	it('has the layers and sources that the page changes, in the order in which they lie', () => {
		const ids = style.layers.map((one) => one.id);
		expect(ids.slice(0, 3)).toEqual(['sea', 'neighbours', 'land']);
		expect(ids.slice(3)).toEqual([
			...LEVELS.flatMap((level) => [fillId(level), partialId(level), hatchId(level)]),
			...LEVELS.map(lineId).reverse(),
			...LEVELS.map(markId),
			CHOSEN,
			'designations',
			'ltsa',
			VERDICTS,
			...LEVELS.map(labelId).reverse()
		]);
		for (const source of [CHOSEN, VERDICTS, LABELS]) expect(style.sources).toHaveProperty(source);
	});
});

it('the themes differ in their colours and in nothing else', () => {
	const shape = (dark: boolean) => JSON.stringify(baseStyle('', dark)).replaceAll(/"(#[0-9a-f]{6}|rgba\([^)]+\))"/g, '"colour"');
	expect(shape(true)).toBe(shape(false));
	expect(JSON.stringify(baseStyle('', true))).not.toBe(JSON.stringify(baseStyle('', false)));
});
