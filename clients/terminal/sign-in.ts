import { setTimeout as delay } from 'node:timers/promises';
import { DEVICE_GRANT, GUEST_GRANT } from '@/protocol/oauth-grants';
import { ConnectionLost, RequestRefused } from '../connection/request';
import { PASSING } from '../state/outgoing';
import { CLIENT_ID, createCredential, credentialOf } from './credential';
import { request, SignInRefused } from './rest';
import type { StoredSession } from './session-file';

/** Seconds to wait before another try when the server is busy, restarts, or cannot be reached. */
const RETRY_SECONDS = 5;
/** Seconds that `slow_down` adds to the interval, for good (RFC 8628, 3.5). */
const SLOW_DOWN_SECONDS = 5;

/** The ways of signing in that a server may offer. */
export type SignInWay = 'local' | 'guest' | 'device' | 'token';

/** Returns the ways of signing in that a server offers; all, if it does not say. Throws `ConnectionLost`. */
export async function listWays(server: string): Promise<SignInWay[]> {
  const providers = (await request(server, '/api/auth/providers').catch((error: unknown) => {
    if (error instanceof ConnectionLost) throw error;
    return { local: true, guest: true };
  })) as Record<string, unknown>;
  return [
    ...('local' in providers ? ['local' as const] : []),
    ...('guest' in providers ? ['guest' as const] : []),
    'device',
    'token',
  ];
}

/** Signs in with a username and a password. Errors as `request`. */
export async function signInLocal(
  server: string,
  username: string,
  password: string,
): Promise<StoredSession> {
  return sessionOf(server, credentialOf(await grant(server, { grant_type: 'password', username, password })));
}

/** Signs a guest in for a day. Errors as `request`. */
export async function signInGuest(server: string, name: string): Promise<StoredSession> {
  return sessionOf(server, credentialOf(await grant(server, { grant_type: GUEST_GRANT, name })));
}

/** Signs in with an API token. Errors as `request`. */
export function signInByToken(server: string, token: string): Promise<StoredSession> {
  return sessionOf(server, { kind: 'token', token });
}

/** Creates a local account. Errors as `request`; `field` names the field that is wrong. */
export async function register(
  server: string,
  account: { username: string; name: string; email: string; password: string },
): Promise<void> {
  await request(server, '/api/v1/local-account/register', { body: account });
}

/** A code that the user confirms in a browser. */
export interface DeviceCode {
  /** What the user types there. */
  code: string;
  url: string;
  /** The page with the code already in it. */
  fullUrl: string;
  /** Resolves once the user has confirmed it. Rejects with `SignInRefused` when the user refuses, or it expires. */
  confirmed: Promise<StoredSession>;
}

interface DeviceAnswer {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

/**
 * Requests a device code, and asks until it is confirmed or `stop` is aborted (RFC 8628). `asked` has the name of the
 * program, and scopes with blanks between them. Errors as `request`.
 */
export async function signInByDevice(
  server: string,
  stop: AbortSignal,
  asked: { client_id: string; scope?: string } = { client_id: CLIENT_ID },
): Promise<DeviceCode> {
  const answer = (await request(server, '/api/v1/oauth/device-authorization', {
    body: asked,
    signal: stop,
  })) as DeviceAnswer;
  return {
    code: answer.user_code,
    url: answer.verification_uri,
    fullUrl: answer.verification_uri_complete,
    confirmed: poll(server, { ...answer, client_id: asked.client_id }, stop),
  };
}

async function poll(
  server: string,
  { device_code, interval, expires_in, client_id }: DeviceAnswer & { client_id: string },
  stop: AbortSignal,
): Promise<StoredSession> {
  const end = Date.now() + expires_in * 1000;
  let seconds = Math.max(1, interval);
  let wait = seconds;
  for (;;) {
    await delay(wait * 1000, undefined, { signal: stop });
    wait = seconds;
    try {
      const answer = await grant(server, { client_id, grant_type: DEVICE_GRANT, device_code });
      return await sessionOf(server, credentialOf(answer));
    } catch (error) {
      // One lost connection or busy server must not end the sign-in.
      if (Date.now() > end || !isPassing(error)) throw error;
      if (error instanceof SignInRefused && error.code === 'slow_down') wait = seconds += SLOW_DOWN_SECONDS;
      if (!(error instanceof SignInRefused)) wait = Math.max(seconds, RETRY_SECONDS);
    }
  }
}

const isPassing = (error: unknown) =>
  error instanceof ConnectionLost ||
  (error instanceof RequestRefused && error.retryAfter >= 0 && PASSING.has(error.code)) ||
  (error instanceof SignInRefused && (error.code === 'authorization_pending' || error.code === 'slow_down'));

function grant(server: string, fields: Record<string, string>): Promise<unknown> {
  return request(server, '/api/v1/oauth/token', { body: { client_id: CLIENT_ID, ...fields } });
}

async function sessionOf(server: string, credential: StoredSession['credential']): Promise<StoredSession> {
  const unnamed: StoredSession = {
    version: 1,
    server,
    user: { id: '?', name: '?', guest: false },
    credential,
  };
  const me = (await createCredential(unnamed, null).call('/api/v1/me')) as {
    id: string;
    name: string;
    guest?: boolean;
  };
  return { ...unnamed, user: { id: me.id, name: me.name, guest: me.guest ?? me.id.startsWith('guest-') } };
}

/** Ends a sign-in of this program. An API token stays valid: its owner revokes it. Errors as `request`. */
export async function signOut({ server, credential }: StoredSession): Promise<void> {
  if (credential.kind === 'sign-in')
    await request(server, '/api/v1/oauth/revoke', { body: { token: credential.refresh } });
}
