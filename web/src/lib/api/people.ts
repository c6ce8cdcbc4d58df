/** People with an account: docs/access.md. */
import { json, send } from './client';
import type { Narrow, Query, Schema, Written } from './refine';
import type { List, Session } from './types';

export type Role = Schema['Role'];
export type Grant = Schema['Grant'];
export type Person = Written<Schema['Person']>;
export type Invited = Written<Schema['Invited']>;
export type TokenScope = Schema['TokenScope'];
export type Token = Written<Schema['Token']>;
export type SignIn = Written<Schema['SignIn']>;
export type NewToken = Schema['NewToken'];
/** The description says “object” of what happened. */
export type RecordedEvent = Narrow<Written<Schema['Event']>, { body: Record<string, unknown> }>;

type Signal = { signal?: AbortSignal };
const path = (id: string) => encodeURIComponent(id);

export const people = {
	signIn: (body: Schema['Credentials'], o: Signal = {}) => json<Session>('POST', '/api/v1/session', { body, ...o }),
	signOut: () => send('DELETE', '/api/v1/session'),
	/** The password once more, for what needs it fresh, or the code of a second factor. */
	prove: (body: Schema['Proof']) => send('POST', '/api/v1/session/proof', { body }),
	/** The first administrator, with the code that the server printed. */
	first: (body: Schema['First']) => send('POST', '/api/v1/session/first', { body }),
	accept: (body: Schema['Acceptance']) => send('POST', '/api/v1/session/invitation', { body }),
	password: (body: Schema['NewPassword']) => send('PUT', '/api/v1/session/password', { body }),
	/** Begins a second factor: what the authenticator app is told. */
	beginSecond: () => json<Written<Schema['Begun']>>('POST', '/api/v1/session/second'),
	confirmSecond: (code: string) => send('PUT', '/api/v1/session/second', { body: { code } }),
	endSecond: () => send('DELETE', '/api/v1/session/second'),
	/** Of somebody who has lost their phone. */
	endSecondOf: (id: string) => send('DELETE', `/api/v1/people/${path(id)}/second`),
	tokens: (o: Signal = {}) => json<List<Token>>('GET', '/api/v1/tokens', o),
	makeToken: (body: NewToken) => json<Written<Schema['MadeToken']>>('POST', '/api/v1/tokens', { body }),
	endToken: (id: string) => send('DELETE', `/api/v1/tokens/${path(id)}`),
	signIns: (o: Signal = {}) => json<List<SignIn>>('GET', '/api/v1/sessions', o),
	endSignIn: (id: string) => send('DELETE', `/api/v1/sessions/${path(id)}`),
	endOtherSignIns: () => send('DELETE', '/api/v1/sessions'),
	/** Of somebody whose machine was lost. */
	endSignInsOf: (id: string) => send('DELETE', `/api/v1/people/${path(id)}/sessions`),
	all: (o: Signal = {}) => json<List<Person>>('GET', '/api/v1/people', o),
	add: (body: Schema['NewPerson']) => json<Invited>('POST', '/api/v1/people', { body }),
	change: (id: string, body: Schema['PersonChange']) => json<Person>('PUT', `/api/v1/people/${path(id)}`, { body }),
	invite: (id: string) => json<Invited>('POST', `/api/v1/people/${path(id)}/invitation`),
	events: (query: Query<'/api/v1/events'>, o: Signal = {}) => json<List<RecordedEvent>>('GET', '/api/v1/events', { query, ...o })
};
