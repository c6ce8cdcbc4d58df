/** A corner: lon, lat (WGS 84). */
export type Corner = [number, number];

/** The polygon that the reader is drawing on the map: every click there is a corner, and picks nothing. */
class Sketch {
	active = $state(false);
	ring = $state.raw<Corner[]>([]);

	start() {
		this.ring = [];
		this.active = true;
	}

	add(lon: number, lat: number) {
		// A metre: what a hand on a map can mean.
		this.ring = [...this.ring, [Number(lon.toFixed(5)), Number(lat.toFixed(5))]];
	}

	/** Ends the drawing; its corners, or `null` where they span no area. */
	finish(): Corner[] | null {
		const ring = this.ring;
		this.active = false;
		this.ring = [];
		return ring.length >= 3 ? ring : null;
	}
}

export const sketch = new Sketch();
