/** What the reader set once and keeps: language, theme and type size. Stored in this browser only. */

const KEY = 'desmigratif.settings';

export type Theme = 'system' | 'light' | 'dark';

interface Stored {
	lang: 'id' | 'en';
	theme: Theme;
	large: boolean;
}

function read(): Stored {
	const initial: Stored = { lang: 'id', theme: 'system', large: false };
	try {
		const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Stored>;
		const asked = new URLSearchParams(location.search).get('lang') ?? stored.lang;
		return {
			lang: asked === 'en' ? 'en' : 'id',
			theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'system',
			large: stored.large === true
		};
	} catch {
		return initial;
	}
}

class Settings {
	lang = $state<'id' | 'en'>('id');
	theme = $state<Theme>('system');
	large = $state(false);
	#deviceDark = $state(false);
	/** True when the page is drawn dark, whoever decided it. */
	dark = $derived(this.theme === 'dark' || (this.theme === 'system' && this.#deviceDark));

	constructor() {
		if (typeof window === 'undefined') return;
		Object.assign(this, read());
		const device = window.matchMedia('(prefers-color-scheme: dark)');
		this.#deviceDark = device.matches;
		device.addEventListener('change', (event) => (this.#deviceDark = event.matches));
	}

	/** Writes the settings to the document and to this browser's storage; the layout calls it in an effect. */
	apply() {
		const root = document.documentElement;
		root.lang = this.lang;
		if (this.theme === 'system') delete root.dataset['theme'];
		else root.dataset['theme'] = this.theme;
		if (this.large) root.dataset['size'] = 'large';
		else delete root.dataset['size'];
		try {
			localStorage.setItem(KEY, JSON.stringify({ lang: this.lang, theme: this.theme, large: this.large }));
		} catch {
			// Private windows may refuse storage: the settings then last as long as the page.
		}
	}
}

export const settings = new Settings();
