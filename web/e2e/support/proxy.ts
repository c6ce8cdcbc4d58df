import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A host that has other things too, and shows a server under a path. */
export interface Shown {
	/** Such as `http://127.0.0.1:40123/desmigratif`. */
	address: string;
	/** What was asked of the host outside of that path: there is nothing. */
	strays: string[];
	stop: () => Promise<void>;
}

/** Shows the server at `address` under a path, as docs/access.md has nginx do it: takes the path off and says so. */
export async function shownUnder(prefix: string, address: string): Promise<Shown> {
	const strays: string[] = [];
	const hand = (asked: IncomingMessage, answer: ServerResponse) => {
		const path = asked.url ?? '/';
		if (!path.startsWith(`${prefix}/`)) {
			strays.push(path);
			answer.writeHead(404, { 'content-type': 'text/plain' }).end('another application of this host');
			return;
		}
		const headers = { ...asked.headers, 'x-forwarded-prefix': prefix, 'x-forwarded-for': asked.socket.remoteAddress ?? '', 'x-forwarded-proto': 'http' };
		const onwards = request(address + path.slice(prefix.length), { method: asked.method ?? 'GET', headers }, (answered) => {
			answer.writeHead(answered.statusCode ?? 502, answered.headers);
			answered.pipe(answer);
		});
		onwards.on('error', () => answer.headersSent || answer.writeHead(502).end());
		// Whoever leaves takes the question along.
		answer.on('close', () => onwards.destroy());
		asked.pipe(onwards);
	};
	const host = createServer(hand);
	await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
	const { port } = host.address() as AddressInfo;
	const stop = () =>
		new Promise<void>((resolve) => {
			host.close(() => resolve());
			host.closeAllConnections();
		});
	return { address: `http://127.0.0.1:${port}${prefix}`, strays, stop };
}
