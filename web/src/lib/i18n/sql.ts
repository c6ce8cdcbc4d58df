import type { Dictionary } from './dictionary';

export const id = {
	title: 'SQL'
};

export const en = {
	title: 'SQL'
} satisfies Dictionary<typeof id>;
