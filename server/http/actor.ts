import type { IncomingMessage } from 'node:http';
import { getToken } from 'next-auth/jwt';
import { fail } from '@/protocol/errors';
import { invalidToken } from '@/server/accounts/actors';
import type { UserActor } from '@/server/actor';
import type { HttpContext } from './context';

/**
 * Authenticates a request by `Authorization: Bearer`, else by `token` (of the body or the query), else by the browser's
 * cookie. Returns null without a credential. Throws `unauthenticated` for a credential that is not valid. Throws
 * `forbidden` for a change that another site's page requests with a cookie, because a browser adds its cookie to the
 * requests of any page.
 */
export async function actorOf(
  app: Pick<HttpContext, 'commands' | 'config' | 'publicUrl'>,
  request: IncomingMessage,
  shownToken: () => Promise<string | undefined>,
): Promise<UserActor | null> {
  const token = bearerOf(request.headers.authorization) ?? (await shownToken());
  if (token !== undefined) return app.commands.authenticateToken({ token });

  const signInId = await signInOf(app, cookiesOf(request.headers.cookie));
  if (signInId === null) return null;
  const changes = !['GET', 'HEAD'].includes(request.method ?? '');
  if (changes && request.headers.origin !== app.publicUrl) {
    throw fail('forbidden', `This request is only accepted from pages of ${app.publicUrl}.`);
  }
  return app.commands.authenticateSignIn({ signInId });
}

/** Throws `unauthenticated` when the id that the client gives is not the actor's username. */
export function assertIs(actor: UserActor, id: string | undefined): void {
  if (id === undefined || id === actor.username) return;
  if (actor.via === 'token') throw invalidToken();
  throw fail('unauthenticated', 'You are signed in as another user.', { field: 'id' });
}

/**
 * Returns the token of an Authorization header `Bearer <token>`. Throws `unauthenticated` for another scheme or a
 * malformed token.
 */
export function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  const token = /^Bearer +([\x21-\x7e]{1,512})$/i.exec(header)?.[1];
  if (token === undefined) throw invalidToken('The Authorization header is not "Bearer <token>".');
  return token;
}

/** Returns the sign-in of the browser's cookie, or null. The command decides whether the sign-in is still valid. */
export async function signInOf(
  app: Pick<HttpContext, 'config' | 'publicUrl'>,
  cookies: Record<string, string>,
): Promise<string | null> {
  const jwt = await getToken({
    req: { headers: {}, cookies } as never,
    secret: app.config.authSecret,
    secureCookie: app.publicUrl.startsWith('https:'),
  });
  return typeof jwt?.signInId === 'string' ? jwt.signInId : null;
}

/** Returns the cookies of a Cookie header by name, without decoding them. */
export function cookiesOf(header: string | null | undefined): Record<string, string> {
  const pairs = (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const];
  });
  return Object.fromEntries(pairs);
}
