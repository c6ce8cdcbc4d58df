// Reads a MapLibre Tile on standard input with the decoder of MapLibre GL JS and writes its layers as JSON.
// The argument is the folder web/node_modules.
import { register } from 'node:module';
import { pathToFileURL } from 'node:url';

// The package is written for bundlers: its modules leave out most endings and it does not say that they are modules.
const hooks = `
export const resolve = (name, context, next) => {
	const bare = context.parentURL?.includes('@maplibre/mlt') && name.startsWith('.') && !name.endsWith('.js');
	return next(bare ? name + '.js' : name, context);
};
export const load = (url, context, next) =>
	next(url, url.includes('@maplibre/mlt') ? { ...context, format: 'module' } : context);
`;
register('data:text/javascript,' + encodeURIComponent(hooks));

const modules = pathToFileURL(process.argv[2] + '/');
const { decodeTile } = await import(new URL('@maplibre/mlt/dist/index.js', modules));
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const tables = decodeTile(new Uint8Array(Buffer.concat(chunks)));
const layers = tables.map((table) => ({
	name: table.name,
	extent: table.extent,
	features: table.getFeatures().map(({ id, geometry, properties }) => ({
		id: Number(id),
		type: geometry.type,
		rings: geometry.coordinates.map((ring) => ring.map(({ x, y }) => [x, y])),
		properties
	}))
}));
process.stdout.write(JSON.stringify(layers, (_, value) => (typeof value === 'bigint' ? Number(value) : value)));
