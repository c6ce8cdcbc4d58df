import { under } from '$lib/api/place';
import { codeOfFeature, levelOf } from './codes';
import { addressOf } from './url';

/** The SQL page with a statement in its editor. */
export function sqlLink(sql: string): string {
	return addressOf(under('/sql'), { sql });
}

/**
 * The page of one area. It ends in a slash: without one the dots of a code would look like the name of a file, which the
 * server never answers with a page.
 */
export function profileLink(code: string): string {
	return under(`/wilayah/${code}/`);
}

/** The code that the address of such a page means, written with its dots or without; `null` where it is none. */
export function profiledCode(text: string): string | null {
	return levelOf(text) ? text : codeOfFeature(text);
}

/** The row of one village with all its indicators. */
export function villageStatement(code: string, table = 'village_indicators'): string {
	return `SELECT *\nFROM ${table}\nWHERE code = '${code.replaceAll("'", "''")}'`;
}
