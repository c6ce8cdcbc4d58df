import { expect, it } from 'vitest';
import { compareCsv, coverageCsv } from './export';

it('writes an unknown need as an empty cell, zero as zero, and the kind of data on every line', () => {
	const csv = coverageCsv([{ code: '52', name: 'NTB', need: null, designated: 0 }], '9f2c (demonstration)');
	const [head, line] = csv.split('\r\n');
	const cells = Object.fromEntries((head ?? '').split(',').map((name, i) => [name, line?.split(',')[i]]));
	expect(cells).toMatchObject({ code: '52', need: '', designated: '0', dataset: '9f2c (demonstration)' });
});

it('writes a column per compared area', () => {
	const csv = compareCsv([{ code: '52.01', name: 'A' }, { code: '52.02', name: 'B' }], [{ name: 'gap', unit: 'desa', values: [1.5, null] }], 'v');
	expect(csv).toBe('measure,unit,A (52.01),B (52.02),dataset\r\ngap,desa,1.5,,v\r\n');
});
