import type { Level, RecordRow, RecordTable } from '$lib/api';

/** Where the choices of a field come from: the words themselves, or a list that the server has. */
export type Choices = readonly string[] | 'programmes' | 'rounds' | 'pillars' | 'offices' | 'desks' | 'institutions' | 'indicators';

/** A field of the form. */
export interface FormField {
	name: string;
	kind: 'text' | 'number' | 'time' | 'choice';
	needed: boolean;
	choices?: Choices;
	/** What stands in it at first. */
	begin?: string;
}

const text = (name: string, needed = false): FormField => ({ name, kind: 'text', needed });
const number = (name: string, needed = false): FormField => ({ name, kind: 'number', needed });
const time = (name: string, needed = false): FormField => ({ name, kind: 'time', needed });
const choice = (name: string, choices: Choices, needed = true, begin = ''): FormField => ({ name, kind: 'choice', needed, choices, begin });

const programme = choice('programme', 'programmes', true, 'desmigratif');
const village = text('village_code', true);

/** The fields of each table that a form offers, in the order of reading. */
export const FIELDS: Partial<Record<RecordTable, readonly FormField[]>> = {
	designations: [
		village,
		programme,
		choice('round', 'rounds', false),
		number('year'),
		choice('status', ['designated', 'active', 'inactive'], true, 'designated'),
		choice('funding', ['APBN', 'APBD_PROV', 'APBD_KAB', 'DANA_DESA', 'CSR', 'OTHER', 'UNKNOWN'], true, 'UNKNOWN'),
		text('decree'),
		time('date'),
		text('source', true),
		text('note')
	],
	pillar_status: [village, programme, choice('pillar_no', 'pillars'), time('as_of', true), choice('state', ['not_started', 'running', 'active', 'stalled'], true, 'running'), text('evidence')],
	officers: [village, programme, choice('role', ['petugas', 'penanggung_jawab', 'koordinator'], true, 'petugas'), text('name'), time('from'), time('to'), text('note')],
	ltsa_offices: [
		text('area_code', true),
		text('name', true),
		time('since'),
		choice('status', ['operating', 'planned', 'closed'], true, 'operating'),
		number('lon'),
		number('lat'),
		text('source', true),
		text('note')
	],
	office_desks: [choice('office', 'offices'), choice('desk_type', 'desks'), time('from'), time('to'), text('source', true), text('note')],
	partnerships: [choice('institution', 'institutions'), programme, text('area_code'), text('role', true), text('document'), number('year'), text('source', true)],
	corrections: [text('area_code', true), choice('indicator', 'indicators'), number('year', true), number('value', true), text('reason', true), text('source', true)]
};

/** What can be recorded of an area of this level; the likeliest comes first. */
export function tablesFor(level: Level): RecordTable[] {
	if (level === 'village') return ['designations', 'pillar_status', 'officers', 'corrections'];
	if (level === 'district') return ['designations', 'pillar_status', 'officers'];
	return ['designations', 'ltsa_offices', 'office_desks', 'partnerships', 'pillar_status', 'officers', 'corrections'];
}

/** What stands in the fields at first: the area of the page where it is the one that is meant. */
export function begin(table: RecordTable, area: { code: string; level: Level }): Record<string, string> {
	const values: Record<string, string> = {};
	for (const field of FIELDS[table] ?? []) {
		values[field.name] = field.begin ?? '';
		if (field.name === 'area_code') values[field.name] = area.code;
		if (field.name === 'village_code' && area.level === 'village') values[field.name] = area.code;
	}
	return values;
}

/** The row as it is sent: what is blank is left out, numbers are numbers, with a decimal comma too. */
export function rowOf(table: RecordTable, values: Readonly<Record<string, string>>): RecordRow {
	const row: RecordRow = {};
	for (const field of FIELDS[table] ?? []) {
		const value = (values[field.name] ?? '').trim();
		if (!value) continue;
		const isNumber = field.kind === 'number' || field.name === 'pillar_no';
		const parsed = Number(value.replace(',', '.'));
		row[field.name] = isNumber && Number.isFinite(parsed) ? parsed : value;
	}
	return row;
}
