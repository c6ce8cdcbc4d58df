/** Which signs lie on the map besides the colours; `proposed` is not there while nobody proposes a village. */
export interface Marks {
	designations: boolean;
	ltsa: boolean;
	proposed?: boolean;
}
