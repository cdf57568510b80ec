import { type Posted, refusalOf } from './post';

/** The next-auth requests that the pages need; its own browser library is larger. */

async function csrfToken(): Promise<string> {
  const response = await fetch('/api/auth/csrf', { cache: 'no-store' });
  const body = (await response.json()) as { csrfToken?: unknown };
  if (!response.ok || typeof body.csrfToken !== 'string') throw new Error(`csrf: ${response.status}`);
  return body.csrfToken;
}

async function ask(action: string, fields: Record<string, string>): Promise<Response> {
  return fetch(`/api/auth/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...fields, csrfToken: await csrfToken(), json: 'true' }),
  });
}

async function post(action: string, fields: Record<string, string>): Promise<string | null> {
  const response = await ask(action, fields);
  const body = (await response.json()) as { url?: unknown };
  return typeof body.url === 'string' ? body.url : null;
}

/** Returns the URL of the provider's dialog. Throws when the server does not answer. */
export async function beginSignIn(provider: string, after: string): Promise<string> {
  const url = await post(`signin/${encodeURIComponent(provider)}`, { callbackUrl: after });
  if (!url) throw new Error('no URL to sign in at');
  return url;
}

/** Signs in with a form of this project. Never throws. */
export async function signInBy(form: 'local' | 'guest', fields: Record<string, string>): Promise<Posted> {
  try {
    const response = await ask(`callback/${form}`, fields);
    const answer: unknown = await response.json();
    return response.ok ? { ok: true, body: answer } : refusalOf(answer);
  } catch {
    return { ok: false, code: 'unreachable' };
  }
}

/**
 * Ends the sign-in and deletes the browser's cookie. Returns the page to go to, which says that the sign-in ended and
 * which provider's session goes on. Throws when the server does not answer.
 */
export async function endSignIn(): Promise<string> {
  // The sign-in is revoked on every node first, then the cookie that names it is deleted.
  const response = await fetch('/api/v1/sign-out', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { provider } = (await response.json().catch(() => ({}))) as { provider?: unknown };
  await post('signout', { callbackUrl: '/sign-in' });
  return `/sign-in?signedOut=${typeof provider === 'string' ? encodeURIComponent(provider) : 'yes'}`;
}
