/** A corner: lon, lat (WGS 84). */
export type Corner = [number, number];

/** The polygon or line that the reader is drawing on the map: every click there is a corner, and picks nothing. */
class Sketch {
	active = $state(false);
	ring = $state.raw<Corner[]>([]);
	/** It is a line and does not close. */
	open = $state(false);

	start(open = false) {
		this.ring = [];
		this.open = open;
		this.active = true;
	}

	add(lon: number, lat: number) {
		// A metre: what a hand on a map can mean.
		this.ring = [...this.ring, [Number(lon.toFixed(5)), Number(lat.toFixed(5))]];
	}

	/** Ends the drawing; its corners, or `null` where there are fewer than `least`: three span an area. */
	finish(least = 3): Corner[] | null {
		const ring = this.ring;
		this.active = false;
		this.ring = [];
		return ring.length >= least ? ring : null;
	}
}

export const sketch = new Sketch();
