import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeFormats } from './format';
import { LINES, PARTS, reportInIndonesian } from './report';
import { inIndonesianSource, languageOf, ORIGINS, TITLES } from './sources';

const ROOT = new URL('../../../../geodata/', import.meta.url).pathname;
/** What the importer and the demonstration are made from; not there where the application is built alone. */
const files = existsSync(`${ROOT}src`) ? readdirSync(`${ROOT}src`, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.rs')) : [];
const written = files
	.map((path) => readFileSync(`${ROOT}src/${path}`, 'utf8'))
	.join('\n')
	.replace(/\\\n\s*/g, '')
	.replace(/\{[^{}\n]*\}/g, '{}')
	.toLowerCase();
const wording = { number: makeFormats('id').number, name: (text: string) => (text === 'pmi_placed' ? 'Penempatan PMI' : text) };
const read = (check: string, detail: string) => reportInIndonesian(check, detail, wording);

describe('the join report in Indonesian', () => {
	it.skipIf(!files.length)('is translated from what the importer really writes', () => {
		// Sentences are put together from parts: each part that says something stands in the code.
		const said = [...LINES, ...PARTS, ...ORIGINS].flatMap(([english]) => english.replaceAll('`', '').split(/\{\}|[;,]/).map((part) => part.trim())).filter((part) => part.length >= 12);
		expect(said.length).toBeGreaterThan(40);
		expect(said.filter((part) => !written.replaceAll('`', '').includes(part.toLowerCase()))).toEqual([]);
	});
	it('keeps codes, years and files as they are, and writes figures as Indonesian does', () => {
		expect(read('outside_district', '9.84 km from 11.05.02 Kaway XVI; its parent stays the one of its code')).toBe('9,84 km dari 11.05.02 Kaway XVI; induknya tetap menurut kodenya.');
		expect(read('code_not_in_register', 'line 44843 of idm.csv: not in the register; idm 0.5684, iks 0.5886')).toBe('Baris 44.843 dari idm.csv: tidak ada dalam register; idm 0.5684, iks 0.5886');
		expect(read('suspicious_zero', 'pmi_placed 2021 is 0 in a.csv; kept')).toBe('Penempatan PMI 2021 bernilai 0 dalam a.csv; dibiarkan.');
		expect(read('missing_value', 'pmi_placed 2023 in a.csv')).toBe('Penempatan PMI 2023 kosong dalam a.csv.');
		expect(read('name_differs', '`Amasangan` in villages.parquet')).toBe('Bernama “Amasangan” dalam villages.parquet.');
		expect(read('label_outside', '100.00671 0.88681 in villages.parquet')).toBe('Titik label 100.00671 0.88681 dalam villages.parquet terletak di luar poligonnya.');
		expect(read('official_area_differs', 'official 9526.3 km², polygons of its villages 8990.7 km²: -5.6%')).toBe('Luas resmi 9.526,3 km², poligon desa-desanya 8.990,7 km²: selisih -5.6%.');
	});
	it('says faults of a geometry, one or several', () => {
		expect(read('geometry_repaired', 'hole outside its shell, part inside another part near 130.81837 -3.85128')).toBe('Lubang di luar cincin luarnya, bagian di dalam bagian lain dekat 130.81837 -3.85128.');
		expect(read('geometry_repaired', 'hole crosses another ring near 130.8 -3.8; in the rings as stored most of the area cancels out')).toMatch(/^Lubang bersilangan dengan cincin lain dekat 130\.8 -3\.8; pada cincin/);
	});
	it('says which figure speaks where two contradict', () => {
		expect(read('figure_contradicted', 'pmi_placed 2022: 16122 (a.com (2023-05-07; Disnakertrans Jabar, as of December 2022)) contradicts 12794 (b.com (2023; BP2MI)), which speaks; the other is a claim beside it')).toBe(
			'Penempatan PMI 2022: 16.122 (a.com (2023-05-07; Disnakertrans Jabar, as of December 2022)) bertentangan dengan 12.794 (b.com (2023; BP2MI)), yang dipakai; yang lain menjadi pernyataan di sampingnya.'
		);
	});
	it('says what is wrong with a record as the page of records does', () => {
		expect(read('registry_unfit', 'designations 0190: `village_code`: the register of this dataset has no village 52.03.01.2099')).toBe('Penetapan desa 0190: kode desa: register data ini tidak memuat desa 52.03.01.2099');
	});
	it('stays as it was written where no sentence is known', () => {
		expect(read('new_check', 'Something that nobody has seen yet')).toBeNull();
	});
});

describe('where a figure comes from', () => {
	it('is said in Indonesian as far as this program writes it', () => {
		expect(inIndonesianSource('Model of this program', wording)).toBe('Model program ini');
		expect(inIndonesianSource('b.com (2023; BP2MI); mean per year of a figure for 15.5 years; per 1,000 residents', wording)).toBe('b.com (2023; BP2MI); rata-rata per tahun dari angka untuk 15,5 tahun; per 1.000 penduduk');
		expect(inIndonesianSource("derived: 66611 of the province in 2024 (a.com (x)) by the regency's 333 of 5596 in 2025-01/2025-02 (b.com); per 1,000 residents", wording)).toBe(
			'diturunkan: 66.611 di provinsi pada 2024 (a.com (x)), dibagi menurut bagian kabupaten/kota 333 dari 5.596 pada 2025-01/2025-02 (b.com); per 1.000 penduduk'
		);
		expect(inIndonesianSource('Batas wilayah, cahyadsn/wilayah_boundaries', wording)).toBeNull();
	});
	it('carries its language where it has one', () => {
		expect(['Coast of Natural Earth 1:10m', 'Penempatan pekerja migran menurut pemberitaan', 'github:wongrembang/mpi_jatim data.csv', 'Reports of the provinsi'].map(languageOf)).toEqual(['en', 'id', null, null]);
	});
	it('of a demonstration has its titles in the specification of the demonstration', () => {
		if (!files.length) return;
		for (const [english] of TITLES) for (const part of english.split('{}').map((one) => one.trim()).filter((one) => one.length >= 8)) expect(written, part).toContain(part.toLowerCase());
	});
});
