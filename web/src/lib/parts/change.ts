/** Units of sizes, people and ways: nobody can change them, so they are no advice. */
const FIXED = new Set(['km', 'km²', 'ha', 'jiwa', 'jiwa/km²', 'menit', 'jam', 'Rp']);

/** Whether what a value says can change within a few years. */
export const changes = (one: { unit: string | null }): boolean => !FIXED.has(one.unit ?? '');
