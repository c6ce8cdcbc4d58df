import { expect, it } from 'vitest';
import { publication } from './sources';

it('names who published a figure, and not the file that it was kept in', () => {
	expect(publication('github:wongrembang/mpi_jatim data/processed/bp2mi_jatim_2011_2025_final.csv (BNP2TKI/BP2MI annual reports); per 1,000 residents')).toBe('BNP2TKI/BP2MI annual reports, github.com/wongrembang/mpi_jatim; per 1,000 residents');
	expect(publication('001_a60d5483c89f8508.txt (Kemnaker (2017))')).toBe('Kemnaker (2017)');
	expect(publication('databoks.katadata.co.id (2024-02; BP2MI)')).toBe('databoks.katadata.co.id (2024-02; BP2MI)');
});
