import { execFileSync } from 'node:child_process';
import { inflateRawSync } from 'node:zlib';

/** Rows of a CSV document (RFC 4180) by the names of its first line. */
export function readCsv(text: string): Record<string, string>[] {
	const rows: string[][] = [[]];
	// One cell, quoted or bare, and what ends it.
	const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;
	const source = text.replace(/^\uFEFF/, '');
	while (cell.lastIndex < source.length) {
		const found = cell.exec(source);
		if (!found) throw new Error(`not CSV: ${source.slice(0, 80)}`);
		const raw = found[1] ?? '';
		rows.at(-1)?.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
		if (found[2] !== ',') rows.push([]);
	}
	const [head = [], ...body] = rows.filter((row) => row.length);
	return body.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

/** Files of a zip archive, read by its central directory. */
function unzip(bytes: Buffer): Map<string, Buffer> {
	const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
	if (end < 0) throw new Error('not a zip archive');
	const files = new Map<string, Buffer>();
	let at = bytes.readUInt32LE(end + 16);
	for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
		const [method, size] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)];
		const [name, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)];
		const local = bytes.readUInt32LE(at + 42);
		const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const data = bytes.subarray(start, start + size);
		files.set(bytes.toString('utf8', at + 46, at + 46 + name), method === 8 ? inflateRawSync(data) : data);
		at += 46 + name + extra + comment;
	}
	return files;
}

const unescape = (xml: string) => xml.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');

/** Cells of the first sheet of a workbook: each row by the letters of its columns; text cells as text, numbers as they are written. */
export function readXlsx(bytes: Buffer): { text: boolean; value: string; column: string }[][] {
	const files = unzip(bytes);
	const part = (name: string) => files.get(name)?.toString('utf8') ?? '';
	const shared = [...part('xl/sharedStrings.xml').matchAll(/<si>(.*?)<\/si>/gs)].map(([, item]) =>
		unescape([...(item ?? '').matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text).join(''))
	);
	return [...part('xl/worksheets/sheet1.xml').matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) =>
		[...(row ?? '').matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(([, column = '', attributes = '', inner = '']) => {
			const text = /t="s"/.test(attributes);
			const raw = /<v>(.*?)<\/v>/s.exec(inner)?.[1] ?? '';
			return { text, column, value: text ? (shared[Number(raw)] ?? '') : unescape(raw) };
		})
	);
}

/** Text of a PDF in the order of reading, by `pdftotext` of poppler-utils (or what PDFTOTEXT names). */
export function readPdf(bytes: Buffer): string {
	const program = process.env['PDFTOTEXT'] ?? 'pdftotext';
	try {
		return execFileSync(program, ['-layout', '-enc', 'UTF-8', '-', '-'], { input: bytes, maxBuffer: 64 * 1024 * 1024 }).toString('utf8');
	} catch (error) {
		throw new Error(`${program} could not read the PDF; install poppler-utils or name the program in PDFTOTEXT`, { cause: error });
	}
}
