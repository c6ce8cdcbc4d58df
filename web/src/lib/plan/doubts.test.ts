import { describe, expect, it } from 'vitest';
import { doubtsOf, type Contradiction, type Doubted } from './doubts';

const value = (id: string, status: 'observed' | 'averaged' | 'modelled' | 'partial', year = 2022, number: number | null = 1, area_code = '32.12') => ({ id, status, year, value: number, area_code });
const village = (code: string, values: Doubted['values'], imputed: string[] = []): Doubted => ({ code, values, imputed });

describe('what is doubtful of a list', () => {
	it('is nothing where every figure is observed', () => {
		expect(doubtsOf([village('35.01.01.2001', [value('ike', 'observed')])], ['ike'], [])).toEqual([]);
	});
	it('is counted by kind and criterion, the gravest first', () => {
		const all = [
			village('52.01.01.2001', [value('pmi_per_1000', 'averaged'), value('ike', 'modelled')]),
			village('52.01.01.2002', [value('pmi_per_1000', 'averaged')]),
			village('33.01.01.2001', [value('pmi_placed', 'partial'), value('ike', 'observed')]),
			village('33.02.01.2001', [value('ike', 'observed'), value('pmi_placed', 'partial')], ['pmi_per_1000'])
		];
		expect(doubtsOf(all, ['pmi_per_1000', 'ike'], []).map(({ kind, indicator, villages }) => [kind, indicator, villages])).toEqual([
			['missing', 'ike', 1],
			['partial', 'pmi_per_1000', 1],
			['imputed', 'pmi_per_1000', 1],
			['modelled', 'ike', 1],
			['averaged', 'pmi_per_1000', 2]
		]);
	});
	it('is a contradiction only where the figure in use is of the year that is disputed, and stated for the area that is', () => {
		const against: Contradiction[] = [{ area: '32.12', name: 'Indramayu', indicator: 'pmi_placed', year: 2022 }];
		const at = (code: string, year: number) => doubtsOf([village(code, [value('pmi_per_1000', 'observed', year, 1, code.slice(0, 5))])], ['pmi_per_1000'], against);
		expect(at('32.12.01.2001', 2022)).toEqual([{ kind: 'contradicted', indicator: 'pmi_per_1000', villages: 1, areas: ['Indramayu'] }]);
		expect(at('32.12.01.2001', 2023)).toEqual([]);
		expect(at('32.13.01.2001', 2022)).toEqual([]);
		// What is disputed of a province says nothing of the figure of its regency.
		expect(doubtsOf([village('32.12.01.2001', [value('pmi_per_1000', 'observed')])], ['pmi_per_1000'], [{ area: '32', name: 'Jawa Barat', indicator: 'pmi_placed', year: 2022 }])).toEqual([]);
	});
	it('takes a figure that is null for none', () => {
		expect(doubtsOf([village('52.01.01.2001', [value('ike', 'observed', 2022, null)])], ['ike'], [])[0]?.kind).toBe('missing');
	});
});
