import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLAIMS_ID, claimText } from './claims';

const FOLDER = new URL('../../../../geodata/data/programme/', import.meta.url);
/** The columns whose texts have no language of their own. */
const COLUMNS = { 'claims.csv': ['subject', 'note'], 'pillar_wordings.csv': ['note'], 'statements.csv': ['note'], 'events.csv': ['note'], 'programmes.csv': ['legal_basis_source'] };

function texts(file: string, columns: string[]): string[] {
	const [head = '', ...lines] = readFileSync(new URL(file, FOLDER), 'utf8').trim().split(/\r?\n/);
	const at = head.split(',');
	const cells = (line: string) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, ''));
	expect(lines.length).toBeGreaterThan(1);
	return lines.flatMap((line) => columns.map((name) => cells(line)[at.indexOf(name)] ?? '')).filter(Boolean);
}

it.skipIf(!existsSync(FOLDER))('every text about the programme is there in Indonesian, and no text that is gone', () => {
	const all = [...new Set(Object.entries(COLUMNS).flatMap(([file, columns]) => texts(file, columns)))];
	expect(all.filter((text) => !(text in CLAIMS_ID))).toEqual([]);
	expect(Object.keys(CLAIMS_ID).filter((text) => !all.includes(text))).toEqual([]);
});

it('says in which language a text is', () => {
	expect(claimText('Pilot villages', 'id')).toEqual({ text: 'Desa percontohan', lang: 'id' });
	expect(claimText('Pilot villages', 'en')).toEqual({ text: 'Pilot villages', lang: 'en' });
	expect(claimText('Something else', 'id')).toEqual({ text: 'Something else', lang: 'en' });
});
