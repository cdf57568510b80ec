import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export const OIDC_CLIENT = { id: 'quad', secret: 'a secret with + / = : and %, as some are' };

export interface OidcPerson {
  sub: string;
  name?: string;
  given_name?: string;
  family_name?: string;
  preferred_username?: string;
  email?: string;
}

/** A user of each kind: an ordinary one, one whose name belongs to FenixEdu, two without details. */
export const OIDC_PEOPLE: OidcPerson[] = [
  { sub: 'f3c1', name: 'Marta Lopes', preferred_username: 'mlopes', email: 'marta@personal.example' },
  { sub: 'a77e', name: 'Not that one', preferred_username: 'ist1100001' },
  { sub: '0b9d' },
  { sub: 'c4d2' },
];

export interface StartedOidc {
  issuer: string;
  /** The environment that a node needs. */
  env: { OIDC_ISSUER: string; OIDC_CLIENT_ID: string; OIDC_CLIENT_SECRET: string; OIDC_NAME: string };
  /** Registers the URL that users are sent back to: until then the provider answers nothing. */
  register(quadUrl: string): void;
  /** Every request so far, as `POST /token`; without the query. */
  requests: string[];
  /** Answers 503 to requests that begin with this text, until `reset`. */
  fail: string | null;
  reset(): void;
  stop(): Promise<void>;
}

/**
 * Starts a real OpenID Connect provider (a widely used library) on a free port of 127.0.0.1. Its dialog is a list of
 * people to choose from, and a way to cancel.
 */
export async function startOidc(people = OIDC_PEOPLE): Promise<StartedOidc> {
  let handle: ReturnType<typeof createHandler> | null = null;
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '';
    oidc.requests.push(`${request.method} ${path}`);
    if (!handle || (oidc.fail !== null && path.startsWith(oidc.fail))) response.writeHead(503).end();
    // The test must see the error, not a request that hangs.
    else handle(request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const oidc: StartedOidc = {
    issuer,
    env: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.id,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
      OIDC_NAME: 'Campus ID',
    },
    register(quadUrl) {
      handle = createHandler(issuer, `${quadUrl}/api/auth/callback/oidc`, people);
    },
    requests: [],
    fail: null,
    reset() {
      oidc.fail = null;
    },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return oidc;
}

function createHandler(issuer: string, redirectUri: string, people: OidcPerson[]) {
  // Silences the warning that the provider is for development only.
  const { warn } = console;
  console.warn = () => {};
  const provider = new Provider(issuer, configuration(redirectUri, people));
  console.warn = warn;
  const callback = provider.callback();
  return async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', issuer);
    // The provider's cookie is limited to paths below the dialog's own path.
    const [, uid, step] = /^\/dialog\/([\w-]+)(?:\/(choose|cancel))?$/.exec(url.pathname) ?? [];
    if (url.pathname === '/favicon.ico') {
      response.writeHead(204).end();
    } else if (uid && !step) {
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(dialog(uid, people));
    } else if (step === 'choose') {
      const accountId = url.searchParams.get('sub') ?? '';
      await provider.interactionFinished(request, response, { login: { accountId } });
    } else if (step === 'cancel') {
      await provider.interactionFinished(request, response, { error: 'access_denied' });
    } else {
      await callback(request, response);
    }
  };
}

function configuration(redirectUri: string, people: OidcPerson[]): Configuration {
  return {
    clients: [
      {
        client_id: OIDC_CLIENT.id,
        client_secret: OIDC_CLIENT.secret,
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: [new URL('/sign-in', redirectUri).href],
      },
    ],
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['name', 'given_name', 'family_name', 'preferred_username'],
      email: ['email'],
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/dialog/${interaction.uid}` },
    cookies: { keys: ['of the tests'] },
    findAccount: (_ctx, sub) => {
      const person = people.find((each) => each.sub === sub);
      return person && { accountId: sub, claims: () => ({ ...person }) };
    },
    // Grants access to the name without asking the user, because the provider is the institution's own.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? '',
        accountId: ctx.oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
  };
}

function dialog(uid: string, people: OidcPerson[]): string {
  const links = people.map(
    ({ sub, name }) => `<li><a href="/dialog/${uid}/choose?sub=${sub}">${name ?? sub}</a></li>`,
  );
  return `<!doctype html><html lang="en"><title>Campus ID</title><h1>Campus ID</h1><ul>${links.join('')}</ul>
    <a href="/dialog/${uid}/cancel">Cancel</a></html>`;
}

/**
 * Acts as a user at the dialog, without a browser: opens the dialog and chooses a person, or cancels.
 * @param dialogUrl the whole URL that the application redirected to.
 * @param sub the person to choose; null cancels.
 * @returns the URL that the user is sent back to.
 */
export async function chooseAtOidc(dialogUrl: string, sub: string | null): Promise<URL> {
  const cookies = new Map<string, string>();
  let url = new URL(dialogUrl);
  const { origin } = url;
  for (let hops = 0; url.origin === origin && hops < 8; hops++) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    const [, uid] = /^\/dialog\/([\w-]+)$/.exec(url.pathname) ?? [];
    const location = answer.headers.get('location');
    if (uid) url = new URL(`/dialog/${uid}/${sub === null ? 'cancel' : `choose?sub=${sub}`}`, origin);
    else if (location) url = new URL(location, url);
    else
      throw new Error(`${url.pathname} answered ${answer.status} without a redirect: ${await answer.text()}`);
  }
  return url;
}
