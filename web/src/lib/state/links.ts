import { addressOf } from './url';

/** The SQL page with a statement in its editor. */
export function sqlLink(sql: string): string {
	return addressOf('/sql', { sql });
}

/** The row of one village with all its indicators. */
export function villageStatement(code: string, table = 'village_indicators'): string {
	return `SELECT *\nFROM ${table}\nWHERE code = '${code.replaceAll("'", "''")}'`;
}
