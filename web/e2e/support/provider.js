/**
 * An OpenID provider for tests: `oidc-provider` itself, on a free port of this machine. It prints its address, and reads
 * lines of JSON: `{ "redirects": [...], "accounts": { "siti": { "name": ..., "groups": [...] } } }`; the first begins it,
 * later ones change who is in which group. Who signs in says so in the address of the interaction, or in its form:
 * `?login=siti`, `&amr=mfa`, or `?cancel`.
 */
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import process from 'node:process';
import Provider from 'oidc-provider';

// Its notices are not for whoever reads what this prints.
console.info = console.error;
console.warn = console.error;

let accounts = {};
let provider;

/** Lets somebody through the login that the provider asks for, and leaves nothing to consent to. */
async function interact(request, response, query) {
	const finish = (result) => provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
	if (query.has('cancel')) return finish({ error: 'access_denied', error_description: 'cancelled by the person' });
	const accountId = query.get('login');
	if (accountId) return finish({ login: { accountId, ...(query.has('amr') ? { amr: [query.get('amr')] } : {}) } });
	response.setHeader('content-type', 'text/html');
	response.end('<!doctype html><html lang="en"><title>Provider</title><form><label>Account <input name="login"></label><button>Continue</button><button name="cancel" value="1">Cancel</button></form></html>');
}

function configured(issuer, { redirects, tokens = {} }) {
	const client = {
		client_id: 'desmigratif',
		client_secret: 'rahasia:dengan titik dua',
		redirect_uris: redirects,
		...tokens
	};
	return new Provider(issuer, {
		clients: [client],
		cookies: { keys: ['of a test'] },
		claims: { openid: ['sub', 'amr'], profile: ['name', 'preferred_username'], groups: ['groups'], auth_time: null },
		scopes: ['openid', 'profile', 'groups'],
		features: { devInteractions: { enabled: false } },
		interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
		pkce: { required: () => true },
		findAccount: (_context, id) =>
			accounts[id] && { accountId: id, claims: () => ({ sub: id, preferred_username: id, ...accounts[id] }) },
		async loadExistingGrant(context) {
			const grant = new context.oidc.provider.Grant({ clientId: context.oidc.client.clientId, accountId: context.oidc.session.accountId });
			grant.addOIDCScope('openid profile groups');
			await grant.save();
			return grant;
		}
	});
}

const server = createServer((request, response) => {
	const url = new URL(request.url, 'http://provider');
	const answered = url.pathname.startsWith('/interaction/') ? interact(request, response, url.searchParams) : provider.callback()(request, response);
	Promise.resolve(answered).catch((error) => {
		response.statusCode = 500;
		response.end(String(error));
	});
});

server.listen(0, '127.0.0.1', () => {
	const issuer = `http://127.0.0.1:${server.address().port}`;
	process.stdout.write(`${issuer}\n`);
	createInterface({ input: process.stdin })
		.on('line', (line) => {
			const told = JSON.parse(line);
			if (told.accounts) accounts = told.accounts;
			provider ??= configured(issuer, told);
			process.stdout.write('ok\n');
		})
		// Whoever started it is gone.
		.on('close', () => process.exit(0));
});
