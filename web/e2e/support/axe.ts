import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { AxeResults } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with the rule, the element and the reason of everything that axe finds (WCAG 2.1 A and AA, best practices). */
export async function expectAccessible(page: Page): Promise<void> {
	await page.evaluate(source);
	const results = await page.evaluate(
		() =>
			(window as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe.run(document, {
				runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
				// What passes is not described, which takes half of the time.
				resultTypes: ['violations']
			})
	);
	const found = results.violations.flatMap((v) =>
		v.nodes.map((n) => `${v.id} (${v.impact}): ${n.target.join(' ')}: ${n.failureSummary?.replace(/\s+/g, ' ')}`)
	);
	expect(found).toEqual([]);
}
