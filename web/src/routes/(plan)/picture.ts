import { fileName, saveBlob } from '$lib/files/download';
import { robust } from '$lib/features/robustness/robust.svelte';
import { locale } from '$lib/i18n/index.svelte';
import { seen } from '$lib/map/picture/layout';
import { drawPicture, type Shown } from '$lib/map/picture/picture';
import { plan } from '$lib/plan/plan.svelte';
import { catalog } from '$lib/state/catalog.svelte';
import { selection } from '$lib/state/selection.svelte';
import { layers } from './layers.svelte';

type Padding = { top: number; right: number; bottom: number; left: number };

/** Draws the map as the reader sees it, with what belongs to it. Only what panels cover is left out. */
export function drawMap(to: HTMLCanvasElement, shown: Shown & { height: number; place: string | null }, padding: Padding, marks: { designations: boolean; ltsa: boolean }) {
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
		marks: { designations: marks.designations ? t.legend.designated : null, ltsa: marks.ltsa ? t.legend.ltsa : null },
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
