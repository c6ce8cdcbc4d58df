import type { Dictionary } from './dictionary';

export const id = {
	title: 'Perencanaan',
	map: {
		zoomIn: 'Perbesar peta',
		zoomOut: 'Perkecil peta',
		unsupported: 'Peramban ini tidak dapat menggambar peta (WebGL 2). Daftar di sampingnya memuat hal yang sama.'
	}
};

export const en = {
	title: 'Planning',
	map: {
		zoomIn: 'Zoom in',
		zoomOut: 'Zoom out',
		unsupported: 'This browser cannot draw the map (WebGL 2). The list beside it says the same.'
	}
} satisfies Dictionary<typeof id>;
