import type { Map as GlMap } from 'maplibre-gl';
import { featureId, levelOf } from '$lib/state/codes';
import { LAYER } from './levels';

/** What is known of an area's score besides its tile. */
export interface Exact {
	/** `null` where the figures that the plan reads do not say enough, whatever the tile has. */
	score: number | null;
	/** It rests on an imputed figure, of which the tile knows nothing. */
	imputed: boolean;
}

/** Where an area stands on the scale of the map. */
export interface Placed {
	at: number;
	lines: boolean;
}

type State = Record<string, unknown>;
const NONE: ReadonlyMap<string, never> = new Map<string, never>();

/** What the map is told of single areas besides what their tiles say: MapLibre's states of features, by code. */
export class AreaStates {
	#map: GlMap;
	/** Exact scores of areas, where they are known: tiles hold steps. */
	#exact: ReadonlyMap<string, Exact> = NONE;
	#placed: ReadonlyMap<string, Placed> = NONE;

	constructor(map: GlMap) {
		this.#map = map;
	}

	/** Gives areas their exact scores; those that are not named have what the tile says. */
	setExact(next: ReadonlyMap<string, Exact>, ready: boolean) {
		const before = this.#exact;
		this.#exact = next;
		if (ready) this.#change(before, next, stateOfExact);
	}

	/** Gives areas their places on the scale. Answers whether any has another one now. */
	setPlaced(next: ReadonlyMap<string, Placed> | null, ready: boolean): boolean {
		const before = this.#placed;
		this.#placed = next ?? NONE;
		return ready && this.#change(before, this.#placed, stateOfPlaced);
	}

	/** Tells a map that has forgotten everything, because its style was loaded anew. */
	again() {
		this.#change(NONE, this.#exact, stateOfExact);
		this.#change(NONE, this.#placed, stateOfPlaced);
	}

	/** Sets a state of one area. */
	mark(code: string, kind: string, value: boolean) {
		this.#to(code, (target) => this.#map.setFeatureState(target, { [kind]: value }));
	}

	/** Only what differs: the map works on every state that it is told. */
	#change<T extends object>(before: ReadonlyMap<string, T>, next: ReadonlyMap<string, T>, stateOf: (one: T) => State): boolean {
		let changed = false;
		for (const [code, one] of before) {
			if (next.has(code)) continue;
			changed = true;
			this.#to(code, (target) => Object.keys(stateOf(one)).forEach((key) => this.#map.removeFeatureState(target, key)));
		}
		for (const [code, one] of next) {
			const [old, state] = [before.get(code), stateOf(one)];
			const known = old && stateOf(old);
			if (known && Object.keys(state).every((key) => known[key] === state[key])) continue;
			changed = true;
			this.#to(code, (target) => this.#map.setFeatureState(target, state));
		}
		return changed;
	}

	/** Does something to the feature of an area, where the map has its level. */
	#to(code: string, act: (target: { source: string; sourceLayer: string; id: number }) => void) {
		const level = levelOf(code);
		if (level && this.#map.getSource(LAYER[level])) act({ source: LAYER[level], sourceLayer: LAYER[level], id: featureId(code) });
	}
}

const stateOfExact = ({ score, imputed }: Exact): State => ({ score, imputed, unknown: score === null });
const stateOfPlaced = ({ at, lines }: Placed): State => ({ at, lines });
