// Writes static/neighbours.json: the land around Indonesia, from the Natural Earth file that `world-atlas`
// carries (public domain). The quiet background of the map; Indonesia itself comes from the dataset.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const WEST = 68;
const EAST = 168;
const SOUTH = -34;
const NORTH = 29;
const INDONESIA = '360';

const here = (path) => new URL(path, import.meta.url);
const topology = JSON.parse(readFileSync(here('../node_modules/world-atlas/countries-50m.json'), 'utf8'));
const { scale, translate } = topology.transform;

/** Arcs as longitude, latitude; the file holds differences between integers. */
const arcs = topology.arcs.map((arc) => {
	let x = 0;
	let y = 0;
	return arc.map(([dx, dy]) => [
		Number(((x += dx) * scale[0] + translate[0]).toFixed(3)),
		Number(((y += dy) * scale[1] + translate[1]).toFixed(3))
	]);
});

const ring = (indices) =>
	indices.flatMap((index, i) => {
		const points = index < 0 ? [...arcs[~index]].reverse() : arcs[index];
		return i === 0 ? points : points.slice(1);
	});
const inside = ([outer]) =>
	outer.some(([x, y]) => x > WEST && x < EAST && y > SOUTH && y < NORTH) && outer.every(([x]) => x > -20);

const features = topology.objects.countries.geometries
	.filter((country) => country.id !== INDONESIA)
	.map((country) => {
		const polygons = country.type === 'Polygon' ? [country.arcs] : country.arcs;
		return polygons.map((polygon) => polygon.map(ring)).filter(inside);
	})
	.filter((polygons) => polygons.length > 0)
	.map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'MultiPolygon', coordinates } }));

if (!existsSync(here('../static'))) mkdirSync(here('../static'));
writeFileSync(here('../static/neighbours.json'), JSON.stringify({ type: 'FeatureCollection', features }));
