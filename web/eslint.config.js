import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const fetchOnly = { name: 'fetch', message: 'Only src/lib/api talks to the server: add a function there.' };
const maplibreOnly = { name: 'maplibre-gl', message: 'Only src/lib/map imports MapLibre: use $lib/map/Map.svelte.', allowTypeImports: true };

const features = readdirSync(new URL('src/lib/features', import.meta.url));
const featuresOnTop = { regex: '(^|/)(features|routes)/', message: 'Features and pages stand on this room: it does not know them (src/lib/README.md).' };

/** What keeps a feature from its siblings and from the pages, however the path is written. */
function apart(/** @type {string} */ own) {
	const others = features.filter((one) => one !== own).join('|');
	const message = 'Features do not import each other: they meet in src/lib/plan, in src/lib/state or in a page (src/lib/README.md).';
	return [{ regex: `(^\\$lib/features/|^(\\.\\./)+(features/)?)(${others})(/|$)`, message }, { ...featuresOnTop, regex: '(^|/)routes/' }];
}

/** Paths and patterns of imports that are refused; a later entry replaces an earlier one, so each says all. */
function imports(/** @type {object[]} */ paths, /** @type {object[]} */ patterns) {
	return { '@typescript-eslint/no-restricted-imports': ['error', { paths, patterns }] };
}

export default ts.config(
	{ ignores: ['build/', '.svelte-kit/', 'node_modules/', 'test-results/', 'src/lib/api/schema.d.ts'] },
	js.configs.recommended,
	...ts.configs.strict,
	...svelte.configs.recommended,
	{
		languageOptions: { globals: { ...globals.browser, ...globals.node } },
		rules: {
			'no-undef': 'off',
			'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
			// Links go through `under` of src/lib/api/place.ts, in a worker too, where SvelteKit's `resolve` knows no path; place.test.ts finds others.
			'svelte/no-navigation-without-resolve': 'off',
			'svelte/prefer-svelte-reactivity': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: { parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig } }
	},
	{
		files: ['src/**'],
		ignores: ['src/lib/api/**', '**/*.test.ts'],
		rules: { 'no-restricted-globals': ['error', fetchOnly] }
	},
	{ files: ['src/**'], rules: imports([maplibreOnly], []) },
	{ files: ['src/lib/**'], rules: imports([maplibreOnly], [featuresOnTop]) },
	{ files: ['src/lib/map/**'], rules: imports([], [featuresOnTop]) },
	...features.map((own) => ({ files: [`src/lib/features/${own}/**`], rules: imports([maplibreOnly], apart(own)) }))
);
