import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const fetchOnly = { name: 'fetch', message: 'Only src/lib/api talks to the server: add a function there.' };
const maplibreOnly = { name: 'maplibre-gl', message: 'Only src/lib/map imports MapLibre: use $lib/map/Map.svelte.' };

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
			// Every link in the application is inside it and the application is served at the root.
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
	{
		files: ['src/**'],
		ignores: ['src/lib/map/**'],
		rules: {
			'@typescript-eslint/no-restricted-imports': ['error', { paths: [{ ...maplibreOnly, allowTypeImports: true }] }]
		}
	}
);
