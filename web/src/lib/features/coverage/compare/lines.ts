import type { ComparedArea, CoverageRow, Indicator } from '$lib/api';
import { locale } from '$lib/i18n/index.svelte';
import type { ComparedLine } from '../export';
import { SERIES } from '../over';
import { COLUMNS } from '../rows';
import type { National } from './national';

interface Compared {
	areas: readonly ComparedArea[];
	/** Provinces of the areas that are not compared themselves. */
	provinces: readonly ComparedArea[];
	country: (Partial<CoverageRow> & { name: string }) | null;
	indicators: readonly Indicator[];
	national: ReadonlyMap<string, National>;
	/** Years of rounds, each with what was known after it. */
	rounds: readonly number[];
}

/** The comparison as lines of a file: the areas, their provinces and the country are columns. */
export function linesOf({ areas, provinces, country, indicators, national, rounds }: Compared): { columns: { code: string; name: string }[]; rows: ComparedLine[] } {
	const compared = [...areas, ...provinces];
	const measures = COLUMNS.filter((column) => column !== 'name' && column !== 'rank');
	const nation = country ? [{ code: 'ID', name: country.name }] : [];
	return {
		columns: [...compared.map(({ code, name }) => ({ code, name })), ...nation],
		rows: [
			...measures.map((measure) => ({
				name: locale.t.coverage.columns[measure],
				unit: measure === 'need' ? (areas[0]?.need_unit ?? '') : '',
				values: [...compared.map((row) => row[measure]), ...(country ? [country[measure]] : [])]
			})),
			...rounds.flatMap((year, i) =>
				SERIES.map((series) => ({
					name: `${locale.t.coverage.columns[series]}, ${year}`,
					unit: '',
					values: [...compared.map((row) => row.over[series]?.[i]), ...(country ? [null] : [])]
				}))
			),
			...indicators.map((indicator) => ({
				name: locale.pick(indicator, 'name'),
				unit: indicator.unit,
				values: [...compared.map((row) => row.indicators[indicator.id]), ...(country ? [national.get(indicator.id)?.value] : [])]
			}))
		]
	};
}
