import type { Dictionary } from './dictionary';

export const id = {
	title: 'Cakupan'
};

export const en = {
	title: 'Coverage'
} satisfies Dictionary<typeof id>;
