import { ApiError, api, type ListField, type ListPreview, type ListRecorded, type ListRow, type SentListRow } from '$lib/api';
import { Loader } from '$lib/state/loader.svelte';

/** The fields of a row in the order in which they are shown. */
export const FIELDS: readonly ListField[] = ['village_code', 'village', 'district', 'kind', 'year', 'sex', 'destination', 'sector', 'documented', 'count'];

/** How a file is to be read, where it does not say. */
export interface Reading {
	sheet: string | null;
	/** The heading that stands for a field. */
	mapping: Partial<Record<ListField, string>>;
	kind: string | null;
	year: number | null;
}

const PLAIN: Reading = { sheet: null, mapping: {}, kind: null, year: null };

function queryOf({ sheet, mapping, kind, year }: Reading) {
	return { sheet, mapping: Object.keys(mapping).length ? JSON.stringify(mapping) : null, kind, year };
}

/** The rows that would be sent: as they stand on the page, without those that were taken out and without totals. */
export function sentRows(rows: readonly ListRow[], edits: ReadonlyMap<number, Partial<Record<ListField, string>>>, removed: ReadonlySet<number>): SentListRow[] {
	return rows
		.filter((row) => row.status !== 'left_out' && !removed.has(row.row))
		.map((row) => ({ row: row.row, ...row.cells, ...edits.get(row.row) }))
		.sort((a, b) => a.row - b.row);
}

/** A list on its way: the file, what the server says of it, and what was corrected since. */
export class Draft {
	file = $state.raw<File | null>(null);
	reading = $state.raw<Reading>(PLAIN);
	readonly preview = new Loader<ListPreview>();
	/** What a file was read with: corrected rows have no columns, and the page keeps those of the file. */
	table = $state.raw<ListPreview | null>(null);
	edits = $state.raw<ReadonlyMap<number, Partial<Record<ListField, string>>>>(new Map());
	removed = $state.raw<ReadonlySet<number>>(new Set());

	/** How the last list of this sender was read, for the next one. */
	remembered = $state.raw<Reading | null>(null);
	readonly sending = new Loader<ListRecorded>();

	readonly changed = $derived(new Set([...this.edits.keys(), ...this.removed]).size);

	async take(area: string, file: File): Promise<void> {
		this.file = file;
		this.sending.value = null;
		await this.read(area, this.remembered ?? PLAIN);
		// Another table than last time is read by its own headings.
		const { error } = this.preview;
		if (this.remembered && error instanceof ApiError && ['invalid_parameter', 'invalid_list'].includes(error.code)) await this.read(area, PLAIN);
	}

	async read(area: string, reading: Reading = this.reading): Promise<void> {
		const file = this.file;
		if (!file) return;
		this.reading = reading;
		this.preview.value = null;
		await this.preview.read((signal) => api.lists.preview({ area, ...queryOf(reading) }, file, { signal }));
		this.table = this.preview.value;
		this.forget();
	}

	/** Sends the rows as they stand on the page. */
	async check(area: string): Promise<void> {
		const rows = sentRows(this.preview.value?.rows ?? [], this.edits, this.removed);
		await this.preview.read((signal) => api.lists.previewRows(area, rows, { signal }));
		if (!this.preview.error) this.forget();
	}

	/** Sends the list that was seen, all of it or nothing. */
	async send(area: string, by: string | null): Promise<void> {
		const preview = this.preview.value;
		const expect = preview?.hash;
		if (!preview || !expect || this.changed) return;
		const rows = sentRows(preview.rows, this.edits, this.removed);
		await this.sending.read((signal) => api.lists.record({ area, expect, by, ...queryOf(this.reading) }, rows, { signal }));
		if (this.sending.value) {
			this.remembered = this.reading;
			this.drop();
		}
	}

	write(row: ListRow, field: ListField, text: string): void {
		// What is as it was is no change.
		const edit = Object.fromEntries(Object.entries({ ...this.edits.get(row.row), [field]: text }).filter(([key, value]) => value !== (row.cells[key as ListField] ?? '')));
		const edits = new Map(this.edits);
		if (Object.keys(edit).length) edits.set(row.row, edit);
		else edits.delete(row.row);
		this.edits = edits;
	}

	remove(row: number): void {
		this.removed = new Set([...this.removed, row]);
	}

	clear(): void {
		this.sending.cancel();
		this.sending.value = null;
		this.sending.error = null;
		this.remembered = null;
		this.drop();
	}

	private drop(): void {
		this.preview.cancel();
		this.preview.value = null;
		this.preview.error = null;
		this.file = null;
		this.table = null;
		this.reading = PLAIN;
		this.forget();
	}

	private forget(): void {
		this.edits = new Map();
		this.removed = new Set();
	}
}
