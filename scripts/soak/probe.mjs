// Measures what must always be quick, health and tiles, from a thread of its own: who makes the load does not delay it.
import http from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';

import { pause } from './client.mjs';

const { every } = workerData;
let place = { base: null, epoch: 0, paths: [] };
let over = false;
const measured = [];

parentPort.on('message', (message) => {
	if (message === 'end') over = true;
	else place = message;
});

function once(agent, base, path) {
	return new Promise((resolve) => {
		const request = http.get(base + path, { agent }, (response) => {
			response.resume();
			response.on('end', () => resolve(response.statusCode));
			response.on('error', () => resolve(0));
		});
		request.on('error', () => resolve(0));
		request.setTimeout(30_000, () => request.destroy());
	});
}

async function measure(kind, path) {
	const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
	while (!over) {
		const { base, epoch } = place;
		if (base !== null) {
			const at = path(place);
			const start = performance.now();
			const status = await once(agent, base, at);
			const ms = performance.now() - start;
			// While it is killed nobody waits for it.
			await pause(status === 0 ? 400 : 0);
			if (place.epoch === epoch) measured.push({ kind, ms, status, path: at });
		}
		await pause(every);
	}
}

await Promise.all([measure('health', () => '/healthz'), measure('tile', ({ paths }) => paths[Math.floor(Math.random() * paths.length)])]);
parentPort.postMessage(measured);
