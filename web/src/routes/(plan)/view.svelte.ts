import { api, ApiError } from '$lib/api';
import { readSubject, writeSubject, type Subject } from '$lib/features/layers/subject';
import { opened } from '$lib/features/scenarios/opened.svelte';
import { readShape, writeShape } from '$lib/features/within/shape';
import { within } from '$lib/features/within/within.svelte';
import { CLASSINGS, type Classing } from '$lib/map/classing';
import { plan } from '$lib/plan/plan.svelte';
import { levelOf, type Level } from '$lib/state/codes';
import { selection } from '$lib/state/selection.svelte';
import { settings } from '$lib/state/settings.svelte';
import type { UrlState } from '$lib/state/url';
import { tools } from './tools.svelte';

/** How the planning map is looked at, as far as the address holds it. */
class View {
	/** The level that the reader asked to colour, or `null` for the zoom's choice. */
	level = $state<Level | null>(null);
	/** Where the reader moved the map by hand: `zoom/latitude/longitude`. */
	camera = $state<string | null>(null);
	/** Classes of what is on the map instead of the country's. */
	local = $state(false);
	/** A continuous ramp instead of classes. */
	continuous = $state(false);
	/** How values are cut into classes. */
	classing = $state<Classing>('quantile');
	/** The indicator that the map shows instead of the score, or `null`. */
	show = $state<string | null>(null);
	/** What lies beside it, to be swiped, or `null`. */
	beside = $state.raw<Subject | null>(null);
	/** The basket is open instead of the ranking. */
	basket = $state(false);
	/** What the address calls an area, and is none of this dataset. */
	unknown = $state<string | null>(null);

	/**
	 * Takes area, selection and view from the address. A `fresh` page keeps an area that another place of the
	 * application chose; going back in the history does not.
	 */
	read(params: URLSearchParams, fresh: boolean) {
		const area = params.get('area');
		if (area || !fresh) selection.area = area && levelOf(area) ? area : null;
		this.unknown = area && !levelOf(area) ? area : null;
		if (selection.area) void this.#check(selection.area);
		const picked = (params.get('sel') ?? '').split(',').filter((code) => levelOf(code));
		if (picked.length || !fresh) selection.codes = picked;
		const level = params.get('level');
		if (level || !fresh) this.level = level === 'province' || level === 'regency' || level === 'district' || level === 'village' ? level : null;
		this.camera = params.get('map');
		if (params.has('tool') || !fresh) tools.read(params.get('tool'));
		if (params.has('scale') || !fresh) this.continuous = params.get('scale') === 'continuous';
		if (params.has('classes') || !fresh) this.local = params.get('classes') === 'local';
		if (params.has('breaks') || !fresh) this.classing = CLASSINGS.find((one) => one === params.get('breaks')) ?? 'quantile';
		if (params.has('show') || !fresh) {
			const shown = readSubject(params.get('show'));
			this.show = shown?.what === 'indicator' ? shown.id : null;
		}
		if (params.has('swipe') || !fresh) this.beside = readSubject(params.get('swipe'));
		if (params.has('shape') || !fresh) within.shape = readShape(params.get('shape'));
		if (params.has('panel') || !fresh) this.basket = params.get('panel') === 'basket';
	}

	/** An address may name an area that this dataset does not have: then the whole country is shown, and the page says so. */
	async #check(area: string) {
		try {
			await api.area(area);
		} catch (error) {
			if (!(error instanceof ApiError) || error.problem.status !== 404) return;
			this.unknown = area;
			if (selection.area === area) selection.enter(null);
		}
	}

	/** What the address must hold to bring this view back. */
	get params(): UrlState {
		return {
			area: selection.area,
			sel: selection.codes.join(','),
			skenario: opened.scenario?.id ?? null,
			...plan.params,
			level: this.level,
			map: this.camera,
			tool: tools.open,
			shape: tools.open === 'within' && within.shape ? writeShape(within.shape) : null,
			scale: this.continuous ? 'continuous' : null,
			classes: this.local ? 'local' : null,
			breaks: this.classing === 'quantile' ? null : this.classing,
			show: this.show,
			swipe: this.beside && writeSubject(this.beside),
			panel: this.basket ? 'basket' : null,
			lang: settings.lang === 'en' ? 'en' : null
		};
	}
}

export const view = new View();
