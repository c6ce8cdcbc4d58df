import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { expectNoSidewaysScroll } from './pages';

/**
 * Everything on the page that a reader finds cut or sticking out: fields, buttons and words that pass a side of what
 * holds them. Tables and the places in the header may be scrolled sideways, and names may end in an ellipsis on purpose.
 */
export async function cut(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const style = (of: Element) => getComputedStyle(of);
		const seen = (of: Element) => of.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !of.closest('.visually-hidden, .cm-editor, .maplibregl-map, option, .skip, #svelte-announcer');
		const scrolls = (at: Element) => /auto|scroll/.test(style(at).overflowX) && at.matches('nav, :has(> table), pre');
		const found: string[] = [];

		/** What holds an element: the box around it, or for what is taken out of the flow the box that it is placed in. */
		function holder(of: Element): Element | null {
			const { position } = style(of);
			if (position === 'fixed') return null;
			return position === 'absolute' ? ((of as HTMLElement).offsetParent ?? null) : of.parentElement;
		}
		function check(name: string, box: DOMRect, from: Element, words: boolean) {
			if (box.width < 2 || box.height < 2) return;
			for (let at: Element | null = from; at; at = holder(at)) {
				const { display, overflowX, textOverflow } = style(at);
				if (scrolls(at) || (words && textOverflow === 'ellipsis')) return;
				if (display === 'inline' || display === 'contents') continue;
				const root = at === document.documentElement || at === document.body;
				// Rows of a list may reach to both edges of their panel; only what clips can cut them.
				if (!words && !root && overflowX === 'visible') continue;
				const edge = root ? { left: 0, right: innerWidth } : at.getBoundingClientRect();
				if (box.right <= edge.right + 1.5 && box.left >= edge.left - 1.5) {
					// A box that scrolls up and down holds its own content.
					if (overflowX !== 'visible' && !words) return;
					continue;
				}
				found.push(`${name} from ${Math.round(box.left)} to ${Math.round(box.right)} in ${at.tagName.toLowerCase()}.${String(at.className)} ${Math.round(edge.left)} to ${Math.round(edge.right)}`);
				return;
			}
		}

		for (const field of document.querySelectorAll<HTMLElement>('input, select, textarea, button, a')) {
			if (seen(field) && holder(field)) check(`${field.tagName.toLowerCase()} "${field.getAttribute('aria-label') ?? field.textContent?.trim().slice(0, 40) ?? ''}"`, field.getBoundingClientRect(), holder(field) ?? document.body, false);
		}
		const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = texts.nextNode(); node; node = texts.nextNode()) {
			const text = node.textContent?.trim() ?? '';
			const parent = node.parentElement;
			if (text.length < 2 || !parent || parent.matches('script, style, title') || !seen(parent)) continue;
			const range = document.createRange();
			range.selectNodeContents(node);
			for (const box of range.getClientRects()) check(`“${text.slice(0, 40)}”`, box, parent.closest('svg') ?? parent, true);
		}
		return [...new Set(found)];
	});
}

/** Fails when the page is wider than the screen, or when anything on it is cut or sticks out. */
export async function expectRoom(page: Page, address = ''): Promise<void> {
	await expectNoSidewaysScroll(page);
	expect(await cut(page), address).toEqual([]);
}
