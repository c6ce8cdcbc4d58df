import { describe, expect, it } from 'vitest';
import type { ListRow } from '$lib/api';
import { sentRows } from './draft.svelte';

const row = (number: number, status: ListRow['status'], cells: ListRow['cells']): ListRow => ({ row: number, status, cells, village_code: null, village_name: null, findings: [] });

describe('the rows that are sent', () => {
	it('are those of the page in the order of the file, with what was corrected and without what was taken out', () => {
		const rows = [
			row(7, 'error', { village_code: '11.01.01.2001', count: '-3' }),
			row(9, 'error', { village: 'Atlantis', count: '1' }),
			row(2, 'ok', { village_code: '11.01.01.2002', count: '4' }),
			row(12, 'left_out', { village: 'Jumlah', count: '8' })
		];
		const edits = new Map([[7, { count: '3', sex: 'perempuan' }]]);
		expect(sentRows(rows, edits, new Set([9]))).toEqual([
			{ row: 2, village_code: '11.01.01.2002', count: '4' },
			{ row: 7, village_code: '11.01.01.2001', count: '3', sex: 'perempuan' }
		]);
	});
});
