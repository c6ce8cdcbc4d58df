// Clients who do not finish: half a head, half a body, an answer that they hardly read.
import net from 'node:net';

import { pause } from './client.mjs';

const HALVES = [
	'',
	'GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ',
	'POST /api/v1/sql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
	'POST /api/v1/rankings HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{',
	'GET /api/v1/sql?q=SELECT%20code,%20geometry%20FROM%20villages&limit=20000 HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n',
];

/** Holds a connection of a kind until the server ends it, or a minute. Counts those in `tally`. */
export async function slowly(place, number, tally) {
	if (place.base === null) return pause(500);
	const { hostname, port } = new URL(place.base);
	const half = HALVES[number % HALVES.length];
	await new Promise((resolve) => {
		const socket = net.connect(Number(port), hostname);
		const over = setTimeout(() => socket.destroy(), 60_000);
		const dripping = setInterval(() => (half.includes('x-slow') ? socket.write('x') : socket.read(64)), 2_000);
		socket.on('connect', () => { tally.opened += 1; socket.write(half); });
		// Nobody listens for data: what comes waits in the system's buffers.
		socket.pause();
		socket.on('error', () => {});
		socket.on('close', () => { clearTimeout(over); clearInterval(dripping); tally.closed += 1; resolve(); });
		// The end of the other side is only seen by reading: a look now and then.
		setTimeout(() => socket.resume(), 40_000).unref();
	});
}
