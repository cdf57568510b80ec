import { fail } from '@/protocol/errors';
import type { UserActor } from '@/server/actor';
import type { AccountsContext } from './context';
import type { UserRow } from './store/users';

/**
 * Returns the actor of an authenticated user. Administrators are the configured ones and those that the operator
 * appointed. Throws `suspended` while the user is suspended.
 */
export function userActor(
  app: Pick<AccountsContext, 'config'>,
  user: UserRow,
  credential: { via: UserActor['via']; id: string; scopes: UserActor['scopes'] },
): UserActor {
  assertNotSuspended(user);
  return {
    kind: 'user',
    userId: user.id,
    username: user.username,
    name: user.name,
    administrator: !user.guest && (user.administrator || app.config.administrators.has(user.username)),
    guest: user.guest,
    via: credential.via,
    credentialId: credential.id,
    scopes: credential.scopes,
  };
}

/** Throws `suspended`, with the time and the reason, while the user is suspended. */
export function assertNotSuspended({ suspension }: Pick<UserRow, 'suspension'>): void {
  if (!suspension) return;
  const { until, reason, note } = suspension;
  throw fail(
    'suspended',
    `Your account is suspended until ${until} (${reason}).${note === null ? '' : ` ${note}`}`,
    { until, reason, ...(note !== null && { note }) },
  );
}

/** Returns the error for a missing or ended credential. */
export function unauthenticated(message: string) {
  return fail('unauthenticated', message);
}

/** Returns the error for an invalid token, with a challenge for the client. */
export function invalidToken(message = 'The token is not valid for that user.') {
  return fail('unauthenticated', message, { challenge: 'error="invalid_token"' });
}
