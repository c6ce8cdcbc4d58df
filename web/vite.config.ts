import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';

/** Where `desmigratif serve` listens while the application is developed. */
const server = process.env['DESMIGRATIF_SERVER'] ?? 'http://127.0.0.1:8080';

export default defineConfig({
	plugins: [sveltekit()],
	server: { proxy: { '/api': server, '/tiles': server, '/styles': server } },
	preview: { proxy: { '/api': server, '/tiles': server, '/styles': server } },
	build: { target: 'es2022', chunkSizeWarningLimit: 1500 },
	test: { include: ['src/**/*.test.ts'], environment: 'node' }
});
