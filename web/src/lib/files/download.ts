/** Byte order mark: without it Excel reads UTF-8 CSV as the local code page. */
const BOM = '\uFEFF';

/** Hands a file to the browser's download list. */
export function saveBlob(blob: Blob, filename: string): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');
	link.href = url;
	link.download = filename;
	document.body.append(link);
	link.click();
	link.remove();
	// The click only queues the download; the address must live until the browser has read it.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Hands CSV text to the browser's download list. */
export function saveCsv(csv: string, filename: string): void {
	saveBlob(new Blob([BOM, csv], { type: 'text/csv;charset=utf-8' }), filename);
}

/** A file name of plain ASCII words: `cakupan-regency-52-9f2c.csv`. */
export function fileName(parts: readonly (string | number | null | undefined)[], extension: string): string {
	const stem = parts
		.filter((part) => part !== null && part !== undefined && part !== '')
		.map((part) =>
			String(part)
				.normalize('NFKD')
				.replace(/[^A-Za-z0-9.]+/g, '-')
				.replace(/^[-.]+|[-.]+$/g, '')
				.toLowerCase()
		)
		.filter(Boolean)
		.join('-');
	return `${stem || 'data'}.${extension}`;
}
