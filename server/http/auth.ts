import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { NextRequest } from 'next/server';
import NextAuth from 'next-auth';
import { z } from 'zod';
import { fail, isQuadError } from '@/protocol/errors';
import { authOptions } from '@/server/accounts/auth-options';
import type { FenixError } from '@/server/accounts/fenix-person';
import type { OidcMetadata } from '@/server/accounts/oidc-discovery';
import { isOidcError, type OidcError } from '@/server/accounts/oidc-error';
import { providerFailureOf } from '@/server/accounts/provider-failure';
import { getApp } from '@/server/app';
import { parse } from '@/server/parse';
import { cookiesOf } from './actor';
import { readBounded, readJson, type UnreadBody } from './body';
import { stampedClientIp } from './client-ip';
import type { HttpContext } from './context';
import { errorReply, json, type Reply } from './respond';

type Context = { params: Promise<{ nextauth: string[] }> };
type Handler = (request: NextRequest, context: Context) => Promise<Response>;

/** Sign-in methods: providers with a dialog of their own, and forms of ours. */
const DIALOGS = ['fenix', 'oidc'] as const;
const FORMS = ['local', 'guest'] as const;
type Dialog = (typeof DIALOGS)[number];
type Form = (typeof FORMS)[number];

/** The routes of next-auth that are served; its own pages and its log for browsers are not. */
const SERVED = [
  'GET csrf',
  'GET providers',
  'GET session',
  'POST signout',
  ...DIALOGS.flatMap((way) => [`GET callback/${way}`, `POST signin/${way}`]),
  ...FORMS.map((way) => `POST callback/${way}`),
];
/** The routes to which next-auth redirects after an error. */
const TO_OUR_PAGE = ['GET signin', 'GET error', ...DIALOGS.map((way) => `GET signin/${way}`)];
/** Every route under /api/auth. */
export const AUTH_ROUTES = [...SERVED, ...TO_OUR_PAGE];

const KNOWN_BROWSER = 'quad-known-browser';
const KNOWN_FOR_SECONDS = 365 * 86_400;

/**
 * The number of requests that one sign-in counts against the limit: its start and its callback. A request for
 * next-auth's token is not counted, because one token serves any number of sign-ins.
 */
const SIGN_IN_REQUESTS = 2;

/** The body for next-auth, which would convert values of other types to text. */
const fields = z.record(z.string(), z.string());

/**
 * Handles signing in and out by next-auth's routes, and tells the failures of providers apart. Never answers a 5xx for
 * what a client sends.
 */
export const authenticate: Handler = async (request, context) => {
  const app = getApp();
  const path = (await context.params).nextauth.join('/');
  const asked = `${request.method === 'HEAD' ? 'GET' : request.method} ${path}`;
  const way = path.split('/')[1];
  const dialog = DIALOGS.find((each) => each === way);
  const form = FORMS.find((each) => each === way);
  try {
    if (!AUTH_ROUTES.includes(asked) || !isOpen(app, dialog ?? form)) return refuse(app, path);
    if (TO_OUR_PAGE.includes(asked)) return toSignIn(app, request.nextUrl.searchParams.get('error'));
    const clientIp = stampedClientIp(request);
    app.limits.take('signIn', clientIp);
    const oidc = dialog === 'oidc' ? ((await app.oidc?.metadata()) ?? null) : null;
    const response = await ask(app, await bounded(request), context, { dialog, form, oidc });
    // A whole campus may share one IP address, so only requests that do not lead to a sign-in count.
    if (path.startsWith('callback/') && isSignedIn(response))
      for (let request = 0; request < SIGN_IN_REQUESTS; request++) app.limits.giveBack('signIn', clientIp);
    return response;
  } catch (error) {
    if (isOidcError(error)) {
      const { href } = signInPage(app, failureMessage(app, 'oidc', error.code, error));
      // Our page asked for the URL of the dialog, and opens that URL itself.
      return request.method === 'POST' ? toResponse(json({ url: href })) : toSignIn(app, error.code);
    }
    if (!isQuadError(error))
      app.log.error({ err: error, method: request.method, path }, 'a sign-in request failed');
    // The browser shows the response of the callback to the user.
    if (dialog && request.method === 'GET')
      return toSignIn(app, isQuadError(error) ? error.code : 'internal', [], suspensionOf(error));
    return toResponse(errorReply(error));
  }
};

/** Returns whether the settings enable a sign-in method; true for a path without a method. */
function isOpen({ config }: HttpContext, way: Dialog | Form | undefined): boolean {
  const open = {
    fenix: config.fenix !== null,
    oidc: config.oidc !== null,
    local: config.localAccounts,
    guest: config.guests,
  };
  return way === undefined || open[way];
}

/** Answers an unknown route, or a method that the route does not accept. */
function refuse(app: HttpContext, path: string): Response {
  const methods = AUTH_ROUTES.filter((known) => known.endsWith(` ${path}`)).map(
    (known) => known.split(' ')[0],
  );
  const way = [...DIALOGS, ...FORMS].find((each) => each === path.split('/')[1]);
  if (methods.length === 0 || !isOpen(app, way))
    return toResponse(errorReply(fail('not_found', 'This route does not exist.')));
  const allowed = methods.join(', ').replace('GET', 'GET, HEAD');
  const error = fail('method_not_allowed', `This route accepts ${allowed} only.`);
  return toResponse(errorReply(error, { Allow: allowed }));
}

/** Converts a reply for Next. */
function toResponse({ status, headers, body }: Reply<string>): Response {
  return new Response(body, { status, headers });
}

async function ask(
  app: HttpContext,
  request: NextRequest,
  context: Context,
  about: { dialog: Dialog | undefined; form: Form | undefined; oidc: OidcMetadata | null },
): Promise<Response> {
  let failure: FenixError | OidcError | undefined;
  let refusal: unknown;
  let notRevoked: unknown;
  let known: string | undefined;
  const options = authOptions(app, {
    userAgent: request.headers.get('user-agent') ?? '',
    clientIp: stampedClientIp(request),
    oidc: about.oidc,
    onFailure: (error) => {
      failure = error;
    },
    knownBrowser: cookiesOf(request.headers.get('cookie'))[KNOWN_BROWSER],
    onKnownBrowser: (cookie) => {
      known = cookie;
    },
    onRefusal: (error) => {
      refusal = error;
    },
    onSignOutFailure: (error) => {
      notRevoked = error;
    },
  });
  const response: Response = await NextAuth(request, context, options);
  if (notRevoked) throw notRevoked;
  if (refusal) throw refusal;
  // An invalid callbackUrl is the only cause left of what next-auth calls a misconfiguration, and it comes from the
  // client.
  if (response.status === 500)
    throw fail('bad_request', 'The callbackUrl is not a URL.', { field: 'callbackUrl' });
  if (about.form && !isSignedIn(response))
    throw fail('forbidden', 'This form is not from a page of Quad, or the page is too old. Reload the page.');

  if (known && isSignedIn(response)) response.headers.append('Set-Cookie', knownBrowserCookie(app, known));
  if (!about.dialog) return response;
  const code = providerFailureOf(about.dialog, request.url, response.headers.get('location'), failure);
  if (!code) return response;
  return toSignIn(app, failureMessage(app, about.dialog, code, failure), response.headers.getSetCookie());
}

/** Returns the cookie of a browser that has signed in by a local account; it is sent to /api/auth only. */
function knownBrowserCookie(app: HttpContext, value: string): string {
  const secure = app.publicUrl.startsWith('https:') ? '; Secure' : '';
  return `${KNOWN_BROWSER}=${value}; Path=/api/auth; Max-Age=${KNOWN_FOR_SECONDS}; HttpOnly; SameSite=Lax${secure}`;
}

/**
 * Returns whether next-auth set the sign-in cookie. When the form lacks next-auth's token, next-auth sets no cookie and
 * names the error in a URL.
 */
function isSignedIn(response: Response): boolean {
  return response.headers.getSetCookie().some((cookie) => /session-token=[^;]/.test(cookie));
}

/** Logs a failed sign-in and returns its error code. */
function failureMessage(
  app: HttpContext,
  provider: string,
  code: string,
  failure: Error | undefined,
): string {
  app.log.warn({ provider, code, reason: failure?.message }, 'a sign-in with a provider failed');
  return code;
}

/**
 * Redirects to our sign-in page, which shows a text for the error. Passes on next-auth's cookies, because they end the
 * attempt.
 */
function toSignIn(
  app: HttpContext,
  error: string | null,
  cookies: string[] = [],
  suspension: Record<string, string> = {},
): Response {
  const page = signInPage(app, error);
  for (const [name, value] of Object.entries(suspension)) page.searchParams.set(name, value);
  const headers = new Headers({ Location: page.href, 'Cache-Control': 'no-store' });
  for (const cookie of cookies) headers.append('Set-Cookie', cookie);
  return new Response(null, { status: 302, headers });
}

/** Returns what the sign-in page shows of a suspension: `until` and `reason`; nothing for another error. */
function suspensionOf(error: unknown): Record<string, string> {
  if (!isQuadError(error) || error.code !== 'suspended') return {};
  const { until = '', reason = '' } = error;
  return { until, reason };
}

function signInPage(app: HttpContext, error: string | null): URL {
  const url = new URL('/sign-in', app.publicUrl);
  if (error !== null && /^[A-Za-z_]{1,40}$/.test(error)) url.searchParams.set('error', error);
  return url;
}

/**
 * Returns the same request with its body read and checked: next-auth reads bodies without a limit, and throws on
 * invalid JSON.
 */
async function bounded(request: NextRequest): Promise<NextRequest> {
  if (request.method !== 'POST') return request;
  const headers = new Headers(request.headers);
  const unread = unreadBodyOf(request);
  if (!headers.get('content-type')?.includes('application/json')) {
    const body = Buffer.from(await readBounded(unread));
    return new NextRequest(request.url, { method: 'POST', headers, body });
  }
  const body = new URLSearchParams(parse(fields, await readJson(unread))).toString();
  headers.set('content-type', 'application/x-www-form-urlencoded');
  return new NextRequest(request.url, { method: 'POST', headers, body });
}

function unreadBodyOf({ body, headers }: NextRequest): UnreadBody {
  const stream = body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
  return { stream, length: headers.get('content-length') };
}
