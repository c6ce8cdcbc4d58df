// Makes the built page work under any path. The application is built once, but a proxy may show it under
// `/desmigratif/`: the server writes that path into `data-base` of build/index.html and before its links
// (src/http/assets.rs), and the scripts of the page, which no server may change for its policy names them by their hash,
// read it from there. All other scripts and styles name each other relative to themselves, which is checked here.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const build = new URL('../build/', import.meta.url);
const page = new URL('index.html', build);
const BASE = 'document.documentElement.dataset.base';

function fail(what) {
	throw new Error(`web/build: ${what}. SvelteKit builds it otherwise than web/scripts/anywhere.js knows: adapt that script.`);
}

let text = readFileSync(page, 'utf8');
if (!/<html [^>]*data-base=""/.test(text)) fail('the page has no `data-base=""` to be filled in');
for (const [written, wanted, times] of [
	['base: ""', `base: ${BASE}`, 1],
	['import("/_app/', `import(${BASE} + "/_app/`, 2]
]) {
	const found = text.split(written).length - 1;
	if (found !== times) fail(`the page has \`${written}\` ${found} times, not ${times}`);
	text = text.replaceAll(written, wanted);
}
const scripts = [...text.matchAll(/<script[^>]*>([^]*?)<\/script>/g)].map(([, script]) => script.replaceAll(`${BASE} + "/_app/`, ''));
if (scripts.some((script) => script.includes('/_app/'))) fail('a script of the page names a file from the root of the host');
for (const file of readdirSync(build, { recursive: true, encoding: 'utf8' })) {
	if (!/\.(css|m?js)$/.test(file)) continue;
	const rooted = /["'`(]\/_app\/\w.{0,40}/.exec(readFileSync(new URL(file, build), 'utf8'));
	if (rooted) fail(`${file} names a file from the root of the host: ${rooted[0]}`);
}
writeFileSync(page, text);
