import { createHash, timingSafeEqual } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Tokens } from './grants';
import type { FenixClient, FenixState } from './types';
import { answerJson, answerNothing, answerUnavailable, type Endpoint, type Exchange } from './wire';

export const CLIENT_NOT_FOUND = 'client_id not found';
export const CREDENTIALS_MISMATCH = "credentials or redirect_uri don't match";
export const APPLICATION_BANNED = 'the application has been banned.';

/** `POST /oauth/access_token`: exchanges a code for tokens. Errors: 400 or 401 `{ error, errorDescription }`. */
export function accessTokenEndpoint(fenix: FenixState): Endpoint {
  return async (exchange) => {
    const { parameter, res } = exchange;
    if (!(await isOpen(fenix, exchange))) return;
    const { clientId, clientSecret } = credentialsOf(exchange);
    const code = parameter('code');
    const redirectUri = parameter('redirect_uri');
    const codeVerifier = parameter('code_verifier');
    const grantType = parameter('grant_type');

    if (!clientId || !grantType || !(clientSecret || codeVerifier)) {
      return refuse(res, 400, 'client_id,client_secret,grant_type are mandatory');
    }
    if (grantType !== 'authorization_code') {
      return refuse(res, 400, 'grant_type must be authorization_code');
    }
    if (!redirectUri || !code) return refuse(res, 400, 'redirect_uri,code are mandatory');
    const client = fenix.clients.find((each) => each.id === clientId);
    if (!client) return refuse(res, 400, CLIENT_NOT_FOUND);
    if (client.banned) return refuse(res, 401, APPLICATION_BANNED);
    // A secret that was sent must be correct; without a secret the code must have been requested with PKCE.
    const isProven = clientSecret ? isSecretOf(client, clientSecret) : fenix.grants.usesPkce(code);
    if (!isProven || !client.redirectUris.includes(redirectUri)) {
      return refuse(res, 400, CREDENTIALS_MISMATCH);
    }
    const tokens = fenix.grants.exchange({ clientId, redirectUri, code, codeVerifier });
    if (tokens === 'redirect mismatch') return refuse(res, 400, CREDENTIALS_MISMATCH);
    if (typeof tokens === 'string') return refuse(res, 400, tokens);
    answerJson(res, 200, presentTokens(fenix, tokens));
  };
}

/**
 * `POST /oauth/refresh_token`: issues a new access token. FenixEdu has its own path for what other servers do at the
 * token endpoint.
 */
export function refreshTokenEndpoint(fenix: FenixState): Endpoint {
  return async (exchange) => {
    const { parameter, res } = exchange;
    if (!(await isOpen(fenix, exchange))) return;
    const { clientId, clientSecret } = credentialsOf(exchange);
    const client = fenix.clients.find((each) => each.id === clientId);
    if (!client) return refuse(res, 400, CLIENT_NOT_FOUND);
    if (client.banned) return refuse(res, 401, APPLICATION_BANNED);
    const refreshToken = parameter('refresh_token');
    const unreadable = () => refuse(res, 401, 'refresh token not recognized.', 'refreshTokenInvalidFormat');
    if (!refreshToken) return unreadable();
    if (!isSecretOf(client, clientSecret ?? '')) return refuse(res, 401, CREDENTIALS_MISMATCH);
    const tokens = fenix.grants.refresh(client.id, refreshToken);
    if (tokens === 'unreadable') return unreadable();
    if (tokens === 'unknown') return refuse(res, 401, "refresh token doesn't match", 'refreshTokenInvalid');
    answerJson(res, 200, presentTokens(fenix, tokens));
  };
}

/** Answers with the error shape of the OAuth endpoints: `errorDescription` in one word, unlike the API's. */
export function refuse(
  res: Exchange['res'],
  status: 400 | 401,
  errorDescription: string,
  error = 'invalid_grant',
): void {
  answerJson(res, status, { error, errorDescription });
}

/** Waits `slowMs`, or until the client disconnects. */
export async function beSlow(fenix: FenixState, { res }: Exchange): Promise<void> {
  if (fenix.switches.slowMs <= 0) return;
  const closed = new AbortController();
  const leave = () => closed.abort();
  res.once('close', leave);
  // The only rejection is our own abort: the client has disconnected, and nothing is left to do.
  await delay(fenix.switches.slowMs, undefined, { signal: closed.signal }).catch(() => undefined);
  res.off('close', leave);
}

async function isOpen(fenix: FenixState, exchange: Exchange): Promise<boolean> {
  if (exchange.method !== 'POST') {
    answerNothing(exchange.res, 405);
    return false;
  }
  await beSlow(fenix, exchange);
  if (fenix.switches.fail !== 'token') return true;
  answerUnavailable(exchange.res);
  return false;
}

function presentTokens({ switches }: FenixState, { accessToken, refreshToken }: Tokens) {
  return {
    access_token: accessToken,
    refresh_token: refreshToken,
    ...(switches.noTokenType ? {} : { token_type: 'Bearer' }),
    expires_in: switches.stringExpiresIn ? '3600' : 3600,
  };
}

// Splits a Basic header at its first colon and does NOT form-decode it. Standard clients encode the `+ / =` of a secret
// there and are refused; this is why Quad sends the secret in the form.
function credentialsOf({ req, parameter }: Exchange): { clientId?: string; clientSecret?: string } {
  const basic = /^Basic\s+(\S+)$/.exec(req.headers.authorization ?? '')?.[1];
  const pair = basic && Buffer.from(basic, 'base64').toString('utf8');
  const colon = pair?.indexOf(':') ?? -1;
  if (pair && colon >= 0) return { clientId: pair.slice(0, colon), clientSecret: pair.slice(colon + 1) };
  return { clientId: parameter('client_id'), clientSecret: parameter('client_secret') };
}

function isSecretOf(client: FenixClient, secret: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(client.secret), digest(secret));
}
