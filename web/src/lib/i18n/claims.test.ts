import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { CLAIMS_ID, claimText } from './claims';

const FILE = new URL('../../../../geodata/data/programme/claims.csv', import.meta.url);

it.skipIf(!existsSync(FILE))('every published figure is named in Indonesian, and no name is of a figure that is gone', () => {
	const [head = '', ...lines] = readFileSync(FILE, 'utf8').trim().split(/\r?\n/);
	const at = head.split(',');
	const cells = (line: string) => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, ''));
	const texts = lines.flatMap((line) => ['subject', 'note'].map((name) => cells(line)[at.indexOf(name)] ?? '')).filter(Boolean);
	expect(lines.length).toBeGreaterThan(20);
	expect([...new Set(texts)].filter((text) => !(text in CLAIMS_ID))).toEqual([]);
	expect(Object.keys(CLAIMS_ID).filter((text) => !texts.includes(text))).toEqual([]);
});

it('says in which language a text is', () => {
	expect(claimText('Pilot villages', 'id')).toEqual({ text: 'Desa percontohan', lang: 'id' });
	expect(claimText('Pilot villages', 'en')).toEqual({ text: 'Pilot villages', lang: 'en' });
	expect(claimText('Something else', 'id')).toEqual({ text: 'Something else', lang: 'en' });
});
