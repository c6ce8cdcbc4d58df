/** Numbers, dates and names as Indonesian (83.762 and 0,512) or English (83,762 and 0.512) writes them. */
export interface Formats {
	/** A whole or decimal number with at most (or exactly, with `fixed`) so many decimals; `–` where there is none. */
	number(value: number | null, decimals?: number, fixed?: boolean): string;
	/** A score or weight between 0 and 1, always three decimals; `–` where there is none. */
	score(value: number | null): string;
	/** A loss however small, to two significant digits: 0,000012. */
	loss(value: number): string;
	/** A share between 0 and 1 as a percentage; `–` where there is none. */
	percent(share: number | null, decimals?: number): string;
	/** A large number in words' short form: 1,2 jt. */
	compact(value: number): string;
	/** A value of an indicator with its unit; units written in words come in the reader's language. */
	value(value: number | null | undefined, unit: string, decimals?: number): string;
	/** A unit as the reader's language writes it. */
	unit(unit: string): string;
	/** A day. */
	date(day: Date): string;
	/** A day of the calendar, `2021-02-19`, as words; another text as it is. */
	day(text: string): string;
	/** A moment of RFC 3339 in the reader's time zone (WIB, WITA, WIT), to the minute; `–` when it is none. */
	moment(time: string): string;
	/** Names in the order the language sorts them. */
	compare(a: string, b: string): number;
}

/** Units of the catalogue are Indonesian; the pages in English say them in English. */
const UNITS_EN: Record<string, string> = {
	indeks: 'index',
	tahun: 'years',
	'ribu Rp/tahun': 'thousand Rp/year',
	jiwa: 'people',
	'jiwa/km²': 'people/km²',
	orang: 'people',
	'orang/tahun': 'people/year',
	desa: 'villages',
	menit: 'minutes',
	jam: 'hours',
	'per 1.000': 'per 1,000'
};

/** Time zones of Indonesia by the names that people use; other zones are named as the language does. */
const ZONES: Record<string, string> = {
	'Asia/Jakarta': 'WIB',
	'Asia/Pontianak': 'WIB',
	'Asia/Makassar': 'WITA',
	'Asia/Ujung_Pandang': 'WITA',
	'Asia/Jayapura': 'WIT'
};

/** The formats of one language. `Intl` objects are made once: they are slow to make and quick to use. */
export function makeFormats(lang: 'id' | 'en', timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): Formats {
	const tag = lang === 'id' ? 'id-ID' : 'en';
	const cache = new Map<string, Intl.NumberFormat>();
	const format = (key: string, options: Intl.NumberFormatOptions) => {
		let found = cache.get(key);
		if (!found) cache.set(key, (found = new Intl.NumberFormat(tag, options)));
		return found;
	};
	const compactFormat = new Intl.NumberFormat(tag, { notation: 'compact', maximumFractionDigits: 1 });
	const dateFormat = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone });
	const dayFormat = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
	const zone = ZONES[timeZone];
	const momentFormat = new Intl.DateTimeFormat(tag, { day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone, ...(zone ? {} : { timeZoneName: 'short' }) });
	const collator = new Intl.Collator(tag, { sensitivity: 'base', numeric: true });

	const number = (value: number | null, decimals = 0, fixed = false) =>
		value === null
			? '–'
			: format(`n${decimals}${fixed}`, {
					maximumFractionDigits: decimals,
					minimumFractionDigits: fixed ? decimals : 0,
					// What rounds to zero is not below zero.
					signDisplay: 'negative'
				}).format(value);
	const unit = (name: string) => (lang === 'en' ? (UNITS_EN[name] ?? name) : name);

	return {
		number,
		score: (value) => number(value, 3, true),
		loss: (value) => format('loss', { maximumSignificantDigits: 2 }).format(value),
		percent: (share, decimals = 0) =>
			share === null ? '–' : format(`p${decimals}`, { style: 'percent', maximumFractionDigits: decimals }).format(share),
		compact: (value) => compactFormat.format(value),
		unit,
		value(value, name, decimals = 1) {
			if (value === null || value === undefined) return '–';
			const text = number(value, decimals);
			const word = unit(name);
			if (!word || word === '1') return text;
			if (word === '%') return `${text}%`;
			// An index has no unit that belongs behind the number.
			if (name === 'indeks') return text;
			return word === 'Rp' ? `Rp ${text}` : `${text} ${word}`;
		},
		date: (day) => dateFormat.format(day),
		day(text) {
			const at = /^\d{4}-\d\d-\d\d$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
			return at && !Number.isNaN(at.getTime()) ? dayFormat.format(at) : text;
		},
		moment(time) {
			const at = new Date(time);
			return Number.isNaN(at.getTime()) ? '–' : `${momentFormat.format(at)}${zone ? ` ${zone}` : ''}`;
		},
		compare: (a, b) => collator.compare(a, b)
	};
}
