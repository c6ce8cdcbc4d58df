// A country of two provinces that is imported in a moment: for runs that ask for many starts or many answers, not for much land.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Regencies with their district; each district has a row of villages. */
export const REGENCIES = [
	['52.03', 'Kabupaten Lombok Timur', '52.03.01', 'Keruak', 116.0],
	['52.04', 'Kabupaten Sumbawa', '52.04.01', 'Lunyuk', 118.0],
	['53.01', 'Kabupaten Kupang', '53.01.01', 'Semau', 123.0],
];
const PROVINCES = [['52', 'Nusa Tenggara Barat'], ['53', 'Nusa Tenggara Timur']];
/** Villages of a district. */
const VILLAGES = 12;

const SPEC = `
title_id = "Negeri kecil"
title_en = "Small country"
vintage = "2025"
year = 2025
[[source]]
key = "made"
title = "Made for a test"
licence = "none"
[register.province]
file = "provinces.csv"
source = "made"
code = "code"
name = "name"
[register.regency]
file = "regencies.csv"
source = "made"
code = "code"
name = "name"
[register.district]
file = "districts.csv"
source = "made"
code = "code"
name = "name"
[register.village]
file = "villages.csv"
source = "made"
code = "code"
name = "name"
[boundaries.village]
file = "villages.geojson"
source = "made"
code = "code"
name = "name"
label = { lon = "lng", lat = "lat" }
[official]
file = "official.csv"
source = "made"
read = { decimal_comma = false }
code = "code"
year = 2024
population = "people"
area_km2 = "km2"
[[table]]
file = "idm.csv"
source = "made"
read = { decimal_comma = false }
level = "village"
code = "code"
year = 2024
value = [{ column = "idm", indicator = "idm" }]
[[table]]
file = "pmi.csv"
source = "made"
level = "regency"
code = "code"
year_column = "year"
value = [{ column = "n", indicator = "pmi_placed" }]
[designations]
file = "desmigratif.csv"
source = "made"
programme = "programme"
code = "code"
name = "name"
year = "year"
match = "match"
accept = ["exact"]
`;

const table = (head, rows) => `${[head, ...rows.map((row) => row.join(','))].join('\n')}\n`;

/**
 * Imports it with the built program. With `few`, one regency placed fewer migrants than everybody may see, so that there are two catalogues.
 * @param {{program: string, work: string, few?: boolean}} around
 * @returns {string} the dataset's directory
 */
export function smallCountry({ program, work, few = false }) {
	const input = join(work, 'input');
	mkdirSync(input);
	const villages = REGENCIES.flatMap(([, , district, , west]) => Array.from({ length: VILLAGES }, (_, n) => {
		const [w, e, code] = [west + n / 10, west + (n + 1) / 10, `${district}.${2001 + n}`];
		const ring = [[w, -8.5], [e, -8.5], [e, -8.4], [w, -8.4], [w, -8.5]];
		return { code, name: `Desa ${district.slice(3, 5)} ${n + 1}`, n, feature: { type: 'Feature', properties: { code, name: `Desa ${district.slice(3, 5)} ${n + 1}`, lng: w + 0.05, lat: -8.45 }, geometry: { type: 'Polygon', coordinates: [ring] } } };
	}));
	const files = {
		'provinces.csv': table('code,name', PROVINCES),
		'regencies.csv': table('code,name', REGENCIES.map(([code, name]) => [code, name])),
		'districts.csv': table('code,name', REGENCIES.map(([, , code, name]) => [code, name])),
		'villages.csv': table('code,name', villages.map(({ code, name }) => [code, name])),
		'villages.geojson': JSON.stringify({ type: 'FeatureCollection', features: villages.map(({ feature }) => feature) }),
		'official.csv': table('code,people,km2', [...PROVINCES.map(([code]) => [code, 90000, 3000]), ...REGENCIES.map(([code]) => [code, 30000, 1200])]),
		'idm.csv': table('code,idm', villages.map(({ code, n }) => [code, (0.4 + n / 40).toFixed(3)])),
		'pmi.csv': table('code,year,n', REGENCIES.map(([code], n) => [code, 2024, few && n === 1 ? 3 : 100 * (n + 1)])),
		'desmigratif.csv': table('programme,code,name,year,match', [['desmigratif', villages[0].code, villages[0].name, 2018, 'exact']]),
	};
	for (const [name, text] of Object.entries(files)) writeFileSync(join(input, name), text);
	const spec = join(work, 'office.toml');
	writeFileSync(spec, SPEC);
	const data = join(work, 'data');
	const made = spawnSync(program, ['import', '--spec', spec, '--input', input, '--out', data], { encoding: 'utf8', timeout: 120_000 });
	if (made.status !== 0) throw new Error(`${program} import: ${made.error ?? `${made.stdout}${made.stderr}`}`);
	return data;
}

/** The villages of a regency with the lowest index of development. */
export function plan(regency, count) {
	return {
		round: '2027',
		criteria: [{ indicator: 'idm', weight: 1, direction: 'cost', goalposts: [0, 1] }],
		candidates: { where: `regency_code = '${regency}' AND NOT designated` },
		constraints: { count },
	};
}
