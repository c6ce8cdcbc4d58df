/** A step of the border with an arrow, and a long one with Shift or Page up and down: shares of the map. */
const STEP = 0.02;
const LONG = 0.1;

/** Where the border goes with a key, a share from 0 to 1; `null` when the key means something else. */
export function moved(share: number, { key, shiftKey }: { key: string; shiftKey: boolean }): number | null {
	const step = shiftKey ? LONG : STEP;
	const to: Record<string, number> = { ArrowLeft: share - step, ArrowDown: share - step, ArrowRight: share + step, ArrowUp: share + step, PageDown: share - LONG, PageUp: share + LONG, Home: 0, End: 1 };
	const next = to[key];
	return next === undefined ? null : Math.min(1, Math.max(0, Number(next.toFixed(4))));
}
