import { api, isAbort, type Ahp } from '$lib/api';
import { locale } from '$lib/i18n/index.svelte';
import { plan } from '$lib/plan/plan.svelte';
import { judge, matrixOf, type Judgements } from './saaty';

export interface Judge {
	id: number;
	name: string;
	judgements: Judgements;
}

/** Pairwise judgements of one or several people. They stay while the page is open, also when the dialog is closed. */
class AhpState {
	judges = $state.raw<Judge[]>([{ id: 1, name: '', judgements: {} }]);
	current = $state(1);
	answer = $state.raw<Ahp | null>(null);
	error = $state.raw<unknown>(null);
	#next = 2;

	criteria = $derived(plan.criteria.map((criterion) => criterion.indicator));
	active = $derived(this.judges.find((one) => one.id === this.current) ?? this.judges[0]);
	/** What is asked of the server. */
	matrices = $derived(this.judges.map((one) => matrixOf(this.criteria, one.judgements)));
	untouched = $derived(this.matrices.every((matrix) => matrix.every((row) => row.every((value) => value === 1))));

	/** The name that a judge gave, or “Penilai 2”. */
	nameOf(one: Judge | undefined): string {
		return one?.name.trim() || locale.t.weighing.judge(locale.f.number(one ? this.judges.indexOf(one) + 1 : 1));
	}

	add() {
		const id = this.#next;
		this.#next += 1;
		this.judges = [...this.judges, { id, name: '', judgements: {} }];
		this.current = id;
	}

	remove(id: number) {
		if (this.judges.length < 2) return;
		this.judges = this.judges.filter((one) => one.id !== id);
		if (this.current === id) this.current = this.judges[0]?.id ?? 1;
	}

	rename(id: number, name: string) {
		this.judges = this.judges.map((one) => (one.id === id ? { ...one, name } : one));
	}

	/** The present judge says how much more `first` matters than `second`. */
	judge(first: string, second: string, place: number) {
		this.judges = this.judges.map((one) => (one.id === this.current ? { ...one, judgements: judge(one.judgements, first, second, place) } : one));
	}

	/** The present judge begins again. */
	clear() {
		this.judges = this.judges.map((one) => (one.id === this.current ? { ...one, judgements: {} } : one));
	}

	/** Asks for the weights; returns how to call it off. */
	ask(criteria: string[], judges: number[][][]): () => void {
		const running = new AbortController();
		const timer = setTimeout(() => {
			api.ahp({ criteria, judges }, { signal: running.signal }).then(
				(answer) => {
					this.answer = answer;
					this.error = null;
				},
				(error: unknown) => !isAbort(error) && (this.error = error)
			);
		}, 120);
		return () => {
			clearTimeout(timer);
			running.abort();
		};
	}
}

export const ahp = new AhpState();
