import { randomUUID } from 'node:crypto';
import { RequestRefused } from '../connection/request';
import { fetchTicket, type TicketAnswer } from '../connection/ticket';
import { request, SignInRefused } from './rest';
import { readSession, type StoredSession, whileHolding, writeSession } from './session-file';

/** Milliseconds before the end of an access token at which it is renewed. */
const RENEW_BEFORE_MS = 60_000;

/** The credential of a session, renewed when it must be. */
export interface Credential {
  session: StoredSession;
  /** Returns a ticket for one socket. Never throws. */
  ticket(stop: AbortSignal): Promise<TicketAnswer>;
  /** Requests a route as the user; errors as `request`. */
  call(path: string, options?: { body?: unknown; signal?: AbortSignal }): Promise<unknown>;
  /** Renews the access token if it ends soon. Never throws: the next call tries again. */
  renewInTime(): Promise<void>;
}

/** What the route `POST /api/v1/oauth/token` answers. */
interface TokenAnswer {
  access_token: string;
  refresh_token: string;
  expires_in: number;
}

/** Returns the credential that a session file keeps of an answer. */
export function credentialOf(answer: unknown): StoredSession['credential'] {
  const { access_token, refresh_token, expires_in } = answer as TokenAnswer;
  return {
    kind: 'sign-in',
    access: access_token,
    refresh: refresh_token,
    expires: Date.now() + expires_in * 1000,
    // Chosen and stored before the renewal, so that a renewal whose answer was lost is repeated and not made twice.
    key: randomUUID(),
  };
}

/** Returns the credential of a stored session. `file` null: the session is not stored. */
export function createCredential(stored: StoredSession, file: string | null): Credential {
  const credential: Credential = {
    session: stored,
    async ticket(stop) {
      try {
        const first = await fetchTicket(stop, withToken(await accessToken()));
        if (first.state !== 'signed out') return first;
        return await fetchTicket(stop, withToken(await accessToken({ refused: true })));
      } catch (error) {
        if (isSignedOut(error)) return { state: 'signed out' };
        // A suspended user's sign-in is not renewed.
        if (error instanceof SignInRefused && error.code === 'access_denied') return { state: 'suspended' };
        return { state: 'later', retryAfter: 0 };
      }
    },
    async call(path, options = {}) {
      const { server } = credential.session;
      try {
        return await request(server, path, { ...options, token: await accessToken() });
      } catch (error) {
        if (!(error instanceof RequestRefused && error.code === 'unauthenticated')) throw error;
        return request(server, path, { ...options, token: await accessToken({ refused: true }) });
      }
    },
    async renewInTime() {
      await accessToken().catch(() => {});
    },
  };

  const withToken = (token: string) => ({
    url: credential.session.server,
    headers: { authorization: `Bearer ${token}` },
  });

  /** Returns a token that is valid for a while; `refused`: the one that this program has is not. */
  async function accessToken({ refused = false } = {}): Promise<string> {
    const { credential: current } = credential.session;
    if (current.kind === 'token') return current.token;
    if (!refused && current.expires > Date.now() + RENEW_BEFORE_MS) return current.access;
    return file === null ? renew() : whileHolding(file, renew);
  }

  async function renew(): Promise<string> {
    const before = credential.session.credential;
    // Another program that uses the file may have renewed it.
    const latest = (file && (await readSession(file))) || credential.session;
    // Another user may have signed in with the file.
    if (latest.user.id !== credential.session.user.id || latest.server !== credential.session.server)
      throw new SignInRefused('invalid_grant', 'Another user signed in with the session file.');
    credential.session = latest;
    const { credential: known } = latest;
    if (known.kind === 'token') return known.token;
    const isOther = before.kind === 'sign-in' && before.access !== known.access;
    if (isOther && known.expires > Date.now() + RENEW_BEFORE_MS) return known.access;
    const answer = await request(latest.server, '/api/v1/oauth/token', {
      body: { client_id: CLIENT_ID, grant_type: 'refresh_token', refresh_token: known.refresh },
      headers: { 'idempotency-key': known.key },
    });
    const next = credentialOf(answer);
    credential.session = { ...latest, credential: next };
    if (file) await writeSession(file, credential.session);
    return next.kind === 'sign-in' ? next.access : next.token;
  }

  return credential;
}

/** The id of this program at the routes that sign programs in. */
export const CLIENT_ID = 'quad-chat';

const isSignedOut = (error: unknown) =>
  (error instanceof SignInRefused && error.code === 'invalid_grant') ||
  (error instanceof RequestRefused && error.code === 'unauthenticated');
