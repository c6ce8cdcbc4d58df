import type { Dictionary } from './dictionary';

export const id = {
	title: 'Perencanaan'
};

export const en = {
	title: 'Planning'
} satisfies Dictionary<typeof id>;
