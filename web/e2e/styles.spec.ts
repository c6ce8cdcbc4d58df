import { validateStyleMin } from '@maplibre/maplibre-gl-style-spec';
import { afterAll, describe, expect, it } from 'vitest';
import { closeBrowser, journey } from './support/browser';
import { asked } from './support/pages';

afterAll(closeBrowser);

type Style = Parameters<typeof validateStyleMin>[0];

describe('another program that opens our map', () => {
	it.each(['plan', 'coverage'])('gets a style that MapLibre takes: %s', (name) =>
		journey(async (page, baseUrl) => {
			const style = await asked<Style>(page, `/styles/${name}.json`);
			expect(validateStyleMin(style)).toEqual([]);
			// Every layer is in a tile that the server describes.
			for (const layer of style.layers) {
				if (!('source' in layer) || typeof layer.source !== 'string') continue;
				const source = style.sources[layer.source] as { url: string };
				expect(source.url.startsWith(baseUrl)).toBe(true);
				const { vector_layers } = await asked<{ vector_layers: { id: string }[] }>(page, source.url);
				expect(vector_layers.map((one) => one.id)).toContain(layer['source-layer']);
			}
		})
	);
});
