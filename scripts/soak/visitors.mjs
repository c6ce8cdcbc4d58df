// Those who ask: planners, regional governments, analysts, maps. Each asks, thinks a little, asks again, until the end.
import { oneOf, pause } from './client.mjs';

/** What the visitors need to know of the dataset before they begin. */
export async function learn(client) {
	const get = async (path) => {
		const answer = await client.ask('learning', path);
		if (answer?.status !== 200) throw new Error(`${path}: ${answer?.status} ${answer?.text.slice(0, 300)}`);
		return answer.json();
	};
	const plan = await get('/api/v1/plan/default');
	const { version } = await get('/api/v1/dataset');
	const codes = async (level) => (await get(`/api/v1/areas?level=${level}&limit=1000`)).items.map((item) => item.code);
	const [provinces, regencies] = [await codes('province'), await codes('regency')];
	// Villages with a value of every criterion compete: in their regencies drafts can be frozen.
	const ranked = (await get2(client, plan)).items;
	const places = (await get('/api/v1/villages?limit=1000')).items.filter((item) => item.lon !== null);
	const questions = (await get('/api/v1/queries')).items.map((item) => item.name);
	return { plan, version, provinces, regencies, competing: [...new Set(ranked.map((item) => item.id.slice(0, 5)))], villages: ranked.map((item) => item.id), names: ranked.map((item) => item.name), places, questions };
}

async function get2(client, plan) {
	const answer = await client.ask('learning', '/api/v1/rankings', { method: 'POST', body: { ...plan, limit: 500 } });
	if (answer?.status !== 200) throw new Error(`ranking: ${answer?.status} ${answer?.text.slice(0, 300)}`);
	return answer.json();
}

/** Column and row of a tile. */
function tile({ lon, lat }, zoom) {
	const size = 2 ** zoom;
	const y = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
	return `${zoom}/${Math.floor(((lon + 180) / 360) * size)}/${Math.floor(y * size)}`;
}

export function tilePath(known, zoom, ending) {
	const layer = zoom >= 8 ? 'villages' : oneOf(['villages', 'districts,regencies', 'provinces', 'designations']);
	return `/tiles/${layer}/${tile(oneOf(known.places), zoom)}.${ending}`;
}

const GOOD = [
	(k) => ({ sql: 'SELECT province_code, count(*) AS n, avg(area_km2) AS km2 FROM villages GROUP BY 1 ORDER BY 1' }),
	(k) => ({ sql: 'SELECT r.code, count(*) AS n FROM villages v JOIN regencies r ON ST_Contains(r.geometry, ST_Point(v.lon, v.lat)) WHERE r.province_code = $1 GROUP BY 1 ORDER BY 1', params: [oneOf(k.provinces)] }),
	(k) => ({ sql: 'SELECT code, name, geometry FROM villages WHERE regency_code = $r ORDER BY code', params: { r: oneOf(k.regencies) } }),
	(k) => ({ sql: "SELECT code, name, rank() OVER (PARTITION BY regency_code ORDER BY area_km2 DESC) AS place FROM villages WHERE name LIKE 'Su%'", limit: 5000 }),
	(k) => ({ sql: 'SELECT * FROM village_indicators ORDER BY code', limit: 2000 }),
	(k) => ({ sql: 'SELECT code, ST_Area(geometry, true) AS m2 FROM districts WHERE province_code = $1', params: [oneOf(k.provinces)] }),
];

const DEEP = `SELECT 1${'+1'.repeat(7700)}`;
const HOSTILE = [
	[DEEP, [400]],
	[`SELECT ${'EXPLAIN '.repeat(20000)}`, [400]],
	[`${'EXPLAIN '.repeat(20000)}SELECT 1`, [400]],
	[`SELECT CAST(1 AS ${'Nullable('.repeat(20000)}int${')'.repeat(20000)})`, [400]],
	[Array(2500).fill('SELECT 1').join(' UNION ALL '), [400]],
	["SELECT levenshtein(repeat('a', 2000000), repeat('b', 2000000))", [200, 400, 422, 504]],
	["SELECT length(replace(repeat('x', 100000000), 'x', 'yyyyyyyyyyyyyyyy'))", [200, 400, 413, 422, 504]],
	['SELECT count(*) FROM villages a, villages b WHERE a.name < b.name', [200, 504]],
	['SELECT sum(value % 7) FROM generate_series(1, 9000000000000000)', [504]],
	["SELECT count(*) FROM villages WHERE name ~ '(a*)*(b*)*c$'", [200, 400, 422, 504]],
	['DROP TABLE villages', [400, 403]],
	["SELECT * FROM '/etc/passwd'", [400, 403]],
	["SELECT ST_GeomFromText('POLYGON((0 0,1 1')", [400, 422]],
	['SELECT ', [400]],
];

/** Every kind of visitor: `each` is one round of it. */
export const VISITORS = {
	planner: async (client, known, pace) => {
		const { plan } = known;
		const weighed = { ...plan, criteria: plan.criteria.map((criterion) => ({ ...criterion, weight: 0.05 + Math.random() })) };
		const ranked = await client.ask('ranking', '/api/v1/rankings', { method: 'POST', body: { ...weighed, limit: 100 } });
		await pace();
		const first = ranked?.status === 200 ? ranked.json().items[0] : null;
		if (first) await client.ask('explain', '/api/v1/rankings/explain', { method: 'POST', body: { ...weighed, id: first.id } });
		await pace();
		if (Math.random() < 0.3) {
			const constraints = { count: 5 + Math.floor(Math.random() * 60), per_regency: { max: 3 }, time_limit_s: 10 };
			await client.ask('selection', '/api/v1/selections', { method: 'POST', body: { ...weighed, constraints } });
		}
		if (Math.random() < 0.1) await client.ask('selection_left', '/api/v1/selections', { method: 'POST', body: { ...weighed, constraints: { ...plan.constraints, spacing_km: 3 } }, abortAfter: 200 });
		if (Math.random() < 0.2) await client.ask('scenarios', '/api/v1/scenarios');
	},
	government: async (client, known, pace) => {
		const [a, b] = [oneOf(known.regencies), oneOf(known.regencies)];
		const asks = [
			() => client.ask('coverage', `/api/v1/coverage?level=regency&parent=${a.slice(0, 2)}`),
			() => client.ask('coverage', '/api/v1/coverage?level=province'),
			() => a === b ? undefined : client.ask('compare', `/api/v1/coverage/compare?codes=${a},${b}`),
			() => client.ask('area', `/api/v1/areas/${oneOf(known.villages)}`),
			() => client.ask('search', `/api/v1/areas?q=${encodeURIComponent(oneOf(known.names))}&limit=20`),
			() => client.ask('search_long', `/api/v1/areas?q=${'desa+'.repeat(1500)}`, { expect: [400] }),
			() => client.ask('villages', `/api/v1/villages?area=${a}&limit=100`),
			() => client.ask('question', `/api/v1/queries/${oneOf(['coverage_by_regency', 'gini_by_year', 'rollup_by_province', 'nearest_offices'].filter((name) => known.questions.includes(name)))}`),
		];
		await oneOf(asks)();
		await pace();
	},
	analyst: async (client, known, pace) => {
		const statement = oneOf(GOOD)(known);
		const format = oneOf(['json', 'csv', 'arrow', 'parquet', 'json']);
		await client.ask('sql', `/api/v1/sql?format=${format}`, { method: 'POST', body: statement });
		await pace();
	},
	hostile: async (client, known, pace) => {
		const [sql, expect] = oneOf(HOSTILE);
		await client.ask('sql_hostile', '/api/v1/sql', { method: 'POST', body: { sql, timeout_ms: 2000 }, expect });
		await pace();
		const id = crypto.randomUUID();
		const endless = client.ask('sql_cancelled', '/api/v1/sql', { method: 'POST', body: { sql: HOSTILE[8][0], timeout_ms: 5000 }, headers: { 'x-statement-id': id }, expect: [503, 504] });
		await pause(200);
		await client.ask('sql_cancel', `/api/v1/sql/${id}`, { method: 'DELETE', expect: [200, 202, 204, 404] });
		await endless;
		const deep = { ...known.plan, candidates: { where: `true${' AND true'.repeat(8000)}` } };
		await client.ask('plan_hostile', '/api/v1/rankings', { method: 'POST', body: deep, expect: [400] });
		await pace();
	},
	map: async (client, known, pace) => {
		const zoom = 4 + Math.floor(Math.random() * 9);
		const ending = oneOf(['mvt', 'mlt']);
		const paths = Array.from({ length: 6 }, () => tilePath(known, zoom, ending));
		const encoding = { 'accept-encoding': oneOf(['gzip', 'br', 'zstd', 'identity']) };
		const tiles = await Promise.all(paths.map((path) => client.ask('tile', path, { headers: encoding, expect: [200, 204] })));
		await pace();
		const tag = tiles.find((answer) => answer?.headers.etag)?.headers.etag;
		const at = tiles.findIndex((answer) => answer?.headers.etag === tag);
		if (tag) await client.ask('tile_again', paths[at], { headers: { ...encoding, 'if-none-match': tag }, expect: [304, 200, 204] });
		const { lon, lat } = oneOf(known.places);
		const asks = [
			() => client.ask('box', `/api/v1/villages?bbox=${[lon - 0.2, lat - 0.2, lon + 0.2, lat + 0.2].join(',')}&limit=200`),
			() => client.ask('near', `/api/v1/villages?near=${lon},${lat}&k=10`),
			() => client.ask('drawn', '/api/v1/villages/search?limit=100', { method: 'POST', body: { type: 'Polygon', coordinates: [[[lon - 0.3, lat - 0.3], [lon + 0.3, lat - 0.3], [lon, lat + 0.3], [lon - 0.3, lat - 0.3]]] } }),
			() => client.ask('style', '/styles/plan.json'),
		];
		await oneOf(asks)();
		await pace();
	},
};
