import { fileName, saveBlob } from '$lib/files/download';
import { robust } from '$lib/features/robustness/robust.svelte';
import { locale } from '$lib/i18n/index.svelte';
import { seen } from '$lib/map/picture/layout';
import type { Marks } from '$lib/map/marks';
import { drawPicture, type Shown } from '$lib/map/picture/picture';
import type { Sign } from '$lib/map/picture/signs';
import { basket } from '$lib/plan/basket.svelte';
import { plan } from '$lib/plan/plan.svelte';
import { proposed } from '$lib/plan/proposed.svelte';
import { swap } from '$lib/plan/swap.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { selection } from '$lib/state/selection.svelte';
import { layers } from './layers.svelte';

type Padding = { top: number; right: number; bottom: number; left: number };

/** The signs that lie on the map now, in words. */
export function signsOf(marks: Marks): Sign[] {
	const { plan: t, limits, proposals } = locale.t;
	const robustness = robust.shown;
	return [
		...(marks.designations ? [{ kind: 'designations', text: t.legend.designated } as const] : []),
		...(marks.ltsa ? [{ kind: 'ltsa', text: t.legend.ltsa } as const] : []),
		...(marks.proposed && proposed.points.features.length ? [{ kind: 'proposed', text: proposals.title } as const] : []),
		...(!robustness && swap.set ? [{ kind: 'leaving', text: limits.leavingMark } as const, { kind: 'entering', text: limits.enteringMark } as const] : []),
		...(!robustness && basket.answer?.selected.length ? [{ kind: 'chosen', text: limits.onMap } as const] : [])
	];
}

/** Draws the map as the reader sees it, with what belongs to it. Only what panels cover is left out. */
export function drawMap(to: HTMLCanvasElement, shown: Shown & { height: number; place: string | null }, padding: Padding, marks: Marks) {
	const { plan: t, common, robustness } = locale.t;
	const { legend, besideLegend } = layers;
	const verdicts = robust.shown ? robustness.tools.robust : null;
	const name = (title: string) => title.split(' · ')[0] ?? title;
	const what = besideLegend ? `${verdicts ?? name(legend.title)} ⇆ ${besideLegend.title}` : (verdicts ?? legend.title);
	drawPicture(to, shown, seen({ width: shown.width, height: shown.height }, padding), {
		title: [shown.place ?? common.country, what, verdicts || layers.indicator || !plan.round ? '' : `${t.round} ${plan.round}`].filter(Boolean).join(' · '),
		sides: besideLegend ? { left: verdicts ?? name(legend.title), right: name(besideLegend.title) } : null,
		// The verdicts have signs of their own, not a scale.
		legends: [...(verdicts ? [] : [legend]), ...(besideLegend ? [besideLegend] : [])],
		signs: signsOf(marks),
		warning: catalog.demonstration ? common.demo.print : null,
		foot: t.map.made(locale.f.date(new Date()), catalog.dataset?.version ?? '–'),
		distance: (metres) => (metres >= 1000 ? `${locale.f.number(metres / 1000)} km` : `${locale.f.number(metres)} m`),
		north: t.map.north,
		modelled: common.status['modelled'] ?? '',
		source: common.source
	});
}

/** Hands the picture to the browser's download list; false when the browser could not make it. */
export async function savePicture(...of: Parameters<typeof drawMap> extends [unknown, ...infer Rest] ? Rest : never): Promise<boolean> {
	const canvas = document.createElement('canvas');
	drawMap(canvas, ...of);
	const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
	if (!blob) return false;
	saveBlob(blob, fileName(['peta', selection.area, layers.indicator?.id ?? 'skor', catalog.demonstration ? 'contoh' : null], 'png'));
	return true;
}
