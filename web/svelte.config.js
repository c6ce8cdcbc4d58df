import adapter from '@sveltejs/adapter-static';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
	preprocess: vitePreprocess(),
	compilerOptions: { runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true) },
	kit: {
		// One page of HTML for every address: the server embeds web/build and answers unknown paths with index.html.
		adapter: adapter({ pages: 'build', assets: 'build', fallback: 'index.html' }),
		output: { bundleStrategy: 'split' }
	}
};
