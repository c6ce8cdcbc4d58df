import type { Indicator } from '$lib/api';
import { sqlOf } from '$lib/conditions/condition';
import { capsules } from './geometry';
import type { Shape } from './shape';

const name = (id: string) => (/^[a-z_][a-z0-9_]*$/.test(id) ? id : `"${id.replaceAll('"', '""')}"`);

/** That a village's point lies in the shape, as a condition over `village_indicators`. */
export function conditionOf(shape: Shape): string {
	switch (shape.what) {
		case 'polygon':
			return sqlOf({ what: 'drawn', ring: shape.ring });
		case 'circle':
			return `ST_DistanceSpheroid(ST_Point(lon, lat), ST_Point(${shape.centre.join(', ')})) <= ${Math.round(shape.km * 1e6) / 1e3}`;
		case 'corridor': {
			const pieces = capsules(shape.line, shape.km).map((ring) => sqlOf({ what: 'drawn', ring }));
			return pieces.length === 1 ? (pieces[0] ?? '') : `(${pieces.join('\n\tOR ')})`;
		}
	}
}

/** The villages in the shape with their figures, to be opened as SQL. */
export function listStatement(shape: Shape, indicators: readonly string[]): string {
	return `SELECT ${['code', 'name', 'kind', 'district_code', 'lon', 'lat', ...new Set(indicators.map(name))].join(', ')}\nFROM village_indicators\nWHERE ${conditionOf(shape)}\nORDER BY code`;
}

/** A figure that villages have themselves and that adds up; one of a whole regency does not add up over its villages. */
export function addsUp({ aggregate, level }: Pick<Indicator, 'aggregate' | 'level'>): boolean {
	return aggregate === 'sum' && level === 'village';
}

/** A count of a whole regency says nothing of some of its villages: neither its sum nor its mean over them. */
export function isTold({ aggregate, level }: Pick<Indicator, 'aggregate' | 'level'>): boolean {
	return aggregate !== 'sum' || level === 'village';
}

/** Count, kinds, programme, and of each indicator how many villages have it (`n0`, `n1` …) and their sum or mean (`x0`, `x1` …). */
export function sumStatement(shape: Shape, indicators: readonly Indicator[]): string {
	const figures = indicators.map((one, i) => `count(${name(one.id)}) AS n${i}, ${addsUp(one) ? 'sum' : 'avg'}(${name(one.id)}) AS x${i}`);
	const counts = ['count(*) AS villages', `count(*) FILTER (WHERE kind = 'kelurahan') AS kelurahan`, 'count(*) FILTER (WHERE designated) AS designated'];
	return `SELECT ${[...counts, ...figures].join(',\n\t')}\nFROM village_indicators\nWHERE ${conditionOf(shape)}`;
}
