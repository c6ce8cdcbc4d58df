import { defineConfig } from 'vitest/config';

/**
 * The browser journeys: the built binary with a dataset, and Chromium. One worker, because they share one server and
 * one browser. Start them with `npm run e2e` and
 *   DESMIGRATIF_URL   address of a running server, or
 *   DESMIGRATIF_BIN   path of the binary and DESMIGRATIF_DATA, the directory of a dataset
 *   CHROMIUM          path of the browser (default /usr/bin/chromium)
 *   PDFTOTEXT         reads the annex as text (default pdftotext of poppler-utils)
 */
export default defineConfig({
	cacheDir: `${import.meta.dirname}/../node_modules/.vite-e2e`,
	test: {
		root: import.meta.dirname,
		include: ['*.spec.ts'],
		globalSetup: ['support/server.ts'],
		environment: 'node',
		fileParallelism: false,
		maxWorkers: 1,
		testTimeout: 120_000,
		// A loaded machine draws a map in seconds, not in the one second that is usual for a poll.
		expect: { poll: { timeout: 20_000, interval: 100 } },
		hookTimeout: 90_000
	}
});
