import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFormats } from './format';
import { id as plan, en as planEn } from './plan';
import { ROWS } from './recorded';
import { inIndonesian, SENTENCES } from './server';

const ROOT = new URL('../../../../', import.meta.url).pathname;
/** What the server is made from; not there where the application is built alone. */
const filesIn = (folder: string, but = /^$/) => readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.rs') && !but.test(path)).map((path) => readFileSync(`${ROOT}${folder}/${path}`, 'utf8'));
const there = existsSync(`${ROOT}mcda/src`);
const sources = there ? [...filesIn('src'), ...filesIn('mcda/src'), ...filesIn('queries/src')] : [];
const code = sources.join('\n');
/** Sentences as they stand in the code: broken lines joined, every placeholder `{}`. */
const plain = (text: string) => text.replace(/\\\n\s*/g, '').replace(/\\"/g, '"').replace(/\{[^{}\n]*\}/g, '{}').toLowerCase();
const written = plain(code);
/** What looks at rows that people record. */
const registry = there ? filesIn('geodata/src/registry', /^tests\//).map((file) => file.split('#[cfg(test)]')[0] ?? '').join('\n') : '';
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

/** Texts of the same code that no row is refused with: a dataset or a catalogue that is broken, titles and sources, which have both languages or words of their own. */
const INWARD = [
	'the catalogue is part of the program', 'make the dataset again', 'report this', 'is not as it was written',
	'catatan yang tidak cocok dengan data ini', 'records that do not fit this dataset', 'desmigratif: dataset with what people recorded',
	'point inside the polygon', 'recorded position'
];

describe('what is wrong with a recorded row', () => {
	/** Texts of the code with a blank in them: sentences. Comments, places and attributes have none between quotes. */
	const sentences = [...registry.replace(/^\s*(\/\/.*|#\[.*)$/gm, '').matchAll(/"((?:[^"\\]|\\[\s\S])*)"/g)].map((match) => plain(match[1] ?? '').trim()).filter((text) => /[a-z]+ [a-z]/.test(text));

	it.skipIf(!there)('has an Indonesian sentence for every one that the server says', () => {
		expect(sentences.length).toBeGreaterThan(30);
		const known = ROWS.map(([english]) => english.toLowerCase());
		expect(sentences.filter((text) => !INWARD.some((one) => text.includes(one)) && !known.some((one) => one.includes(text)))).toEqual([]);
	});
	it('is said with the names of fields and levels, one problem after the other', () => {
		expect(inIndonesian('`2050` has not come yet', wording)).toBe('“2050” belum tiba');
		expect(inIndonesian('52.03 is a regency; give the code of a village', wording)).toBe('52.03 adalah kode kabupaten/kota; isi kode desa');
		expect(inIndonesian('52.03.01 is a district; give the code of a province or regency', wording)).toBe('52.03.01 adalah kode kecamatan; isi kode provinsi atau kabupaten/kota');
		expect(inIndonesian('the register of this dataset has no village 91.01.01.2001; the regency around it, 91.01, is now 93.01 Merauke; look for it there by its name', wording)).toBe(
			'register data ini tidak memuat desa 91.01.01.2001; kabupaten/kota di atasnya, 91.01, kini 93.01 Merauke; cari di sana menurut namanya'
		);
		expect(inIndonesian('`village_code`: the register of this dataset has no village 52.03.01.2099; what had this code is now 52.03.01.2001 Suka (12.5% of its residents); record it there; `year`: 1980 is not between 1990 and 2026', wording)).toBe(
			'kode desa: register data ini tidak memuat desa 52.03.01.2099; wilayah dengan kode itu kini 52.03.01.2001 Suka (12,5% penduduknya); catat di sana; tahun: 1980 tidak terletak antara 1990 dan 2026'
		);
		expect(inIndonesian('Row 2, field `date`: `31/12` is no day; write 2026-03-31, or 2026-03 or 2026 where the day is not known.', wording)).toBe(
			'Baris 2, kolom date: “31/12” bukan tanggal; tulis 2026-03-31, atau 2026-03 atau 2026 bila harinya tidak diketahui'
		);
		expect(inIndonesian('`village_code`: something new', wording)).toBeNull();
	});
});
