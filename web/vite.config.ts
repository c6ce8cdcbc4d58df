import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Where `desmigratif serve` listens while the application is developed. */
const server = process.env['DESMIGRATIF_SERVER'] ?? 'http://127.0.0.1:8080';

// The server refuses what another site's page sends: it must see the host that the page was opened at.
const proxied = { target: server, changeOrigin: false };
const proxy = { '/api': proxied, '/tiles': proxied, '/styles': proxied };

export default defineConfig({
	plugins: [sveltekit()],
	server: { proxy },
	preview: { proxy },
	build: { target: 'es2022', chunkSizeWarningLimit: 1500 },
	// Only a module knows its own address, by which src/lib/api/place.ts finds the server.
	worker: { format: 'es' },
	test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
