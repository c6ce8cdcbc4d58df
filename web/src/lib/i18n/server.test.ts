import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFormats } from './format';
import { id as plan, en as planEn } from './plan';
import { inIndonesian, SENTENCES } from './server';

const ROOT = new URL('../../../../', import.meta.url).pathname;
/** What the server is made from; not there where the application is built alone. */
const filesIn = (folder: string) => readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.rs')).map((path) => readFileSync(`${ROOT}${folder}/${path}`, 'utf8'));
const sources = existsSync(`${ROOT}mcda/src`) ? [...filesIn('src'), ...filesIn('mcda/src'), ...filesIn('queries/src')] : [];
const code = sources.join('\n');
/** Sentences as they stand in the code: broken lines joined, every placeholder `{}`. */
const written = code
	.replace(/\\\n\s*/g, '')
	.replace(/\\"/g, '"')
	.replace(/\{[^{}\n]*\}/g, '{}')
	.toLowerCase();
const wording = { number: makeFormats('id').number, name: (text: string) => (text === 'idm' ? 'Indeks Desa Membangun' : text) };

describe('what the server says', () => {
	it.skipIf(!sources.length)('is translated from sentences that it really says', () => {
		const unsaid = SENTENCES.map(([english]) => english).filter((english) => !written.includes(english.replace(/\.$/, '').toLowerCase()));
		expect(unsaid).toEqual([]);
	});
	it.skipIf(!sources.length)('has a text for every note on a calculation, in both languages', () => {
		const codes = [...code.split('#[cfg(test)]').join('\n').matchAll(/(?:Warning::new|\.warn)\(\s*"([a-z_]+)"/g)].map((match) => match[1] ?? '');
		expect(codes.length).toBeGreaterThan(15);
		expect([...new Set(codes)].filter((one) => !(one in plan.warning) || !(one in planEn.warning))).toEqual([]);
	});
	it('comes with figures as Indonesian writes them and with names of indicators', () => {
		expect(inIndonesian('`constraints.objective`: this objective takes at most 5000 candidates, not 75260.', wording)).toBe(
			'tujuan: tujuan ini menerima paling banyak 5.000 kandidat, bukan 75.260'
		);
		expect(inIndonesian('idm and poverty_pct correlate with r = 0.83: they count partly twice', wording)).toBe(
			'Indeks Desa Membangun dan poverty_pct berkorelasi, r = 0,83: sebagian terhitung dua kali'
		);
		expect(inIndonesian('No area of this dataset has the code `99.99`.', wording)).toBe('Data ini tidak memuat wilayah dengan kode 99.99.');
		expect(inIndonesian('`constraints.per_regency.52.01.min`: at least 3 but at most 2.', wording)).toBe('kuota kabupaten/kota: paling sedikit 3 tetapi paling banyak 2');
	});
	it('stays in English where no sentence is known', () => {
		expect(inIndonesian('Something new.', wording)).toBeNull();
		expect(inIndonesian('`criteria`: something new.', wording)).toBeNull();
	});
});
