/**
 * The name of an area where there is little room, as officials shorten it: three regencies of Lombok, cut at the
 * same letter, would all be called “Kabupaten L…”. Cities keep their “Kota”, which tells them from regencies.
 */
export function brief(name: string): string {
	return name.replace(/^Kabupaten\s+/, 'Kab. ').replace(/^Kecamatan\s+/, 'Kec. ');
}
