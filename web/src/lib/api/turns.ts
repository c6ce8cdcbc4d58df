/** Statements of this page that the server computes at once: with more, a page that asks many things fills the places of everybody. */
const AT_ONCE = 2;

let running = 0;
const waiting: (() => void)[] = [];

/** Does `work` when fewer than {@link AT_ONCE} others run, in the order in which it was asked for. Throws what `signal` was ended with, without asking. */
export async function inTurn<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
	if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
	else running += 1;
	try {
		signal?.throwIfAborted();
		return await work();
	} finally {
		// The place goes on to the next without being free in between, so that nobody slips in.
		const next = waiting.shift();
		if (next) next();
		else running -= 1;
	}
}
