import type { Dictionary } from './dictionary';

export const id = {
	title: 'Data'
};

export const en = {
	title: 'Data'
} satisfies Dictionary<typeof id>;
