import { createHmac } from 'node:crypto';
import type { PoolClient } from 'pg';
import { fail } from '@/protocol/errors';
import type { WireTokens } from '@/protocol/oauth';
import type { Scope } from '@/protocol/scopes';
import { ensureNearbyFeed } from '@/server/conversations/store/memberships';
import { userActor } from './actors';
import type { AccountsContext } from './context';
import { hashSecret, newSecret } from './secrets';
import { insertProgram, type ProgramEnd } from './store/programs';
import { findUserById } from './store/users';

/** Seconds for which an access token is valid. */
export const ACCESS_SECONDS = 3_600;
/** The maximum number of tokens of a user, those of programs included. */
const MAX_TOKENS = 100;

/** The scopes that a guest can give to a program. */
const GUEST_SCOPES: readonly Scope[] = ['read', 'send', 'presence'];

/** The secrets of a program's sign-in. */
export interface ProgramSecrets {
  access: string;
  refresh: string;
}

export const newProgramSecrets = (): ProgramSecrets => ({
  access: newSecret('qt'),
  refresh: newSecret('qr'),
});

/**
 * Returns the secrets that replace a refresh token. They follow from the node's secret, the refresh token and the key of
 * the request, so a request that is sent again has the same answer, and neither secret is stored.
 */
export function secretsAfter(authSecret: string, refreshToken: string, key: string): ProgramSecrets {
  const derived = (kind: string) =>
    `${kind}_${createHmac('sha256', authSecret).update(`renewal\n${kind}\n${refreshToken}\n${key}`).digest('base64url')}`;
  return { access: derived('qt'), refresh: derived('qr') };
}

/**
 * Begins the sign-in of a program for an authenticated user, and returns its secrets. Throws `suspended`, `forbidden`
 * for a scope that the user may not give, and `conflict` when the user has too many tokens.
 */
export async function beginProgram(
  client: PoolClient,
  app: Pick<AccountsContext, 'config'>,
  { userId, name, scopes }: { userId: string; name: string; scopes: Scope[] },
): Promise<WireTokens> {
  const user = await findUserById(client, userId);
  if (!user) throw fail('unauthenticated', 'This account does not exist any more.');
  assertMayGive(userActor(app, user, { via: 'sign-in', id: '', scopes: 'all' }), scopes);
  await ensureNearbyFeed(client, [userId]);
  const secrets = newProgramSecrets();
  const end = await insertProgram(client, {
    userId,
    name,
    scopes,
    hash: hashSecret(secrets.access),
    refreshHash: hashSecret(secrets.refresh),
    seconds: ACCESS_SECONDS,
    days: app.config.signInDays,
    limit: MAX_TOKENS,
  });
  if (!end) throw fail('conflict', `You have ${MAX_TOKENS} tokens. Revoke one that you no longer need.`);
  return present(secrets, end);
}

/** Throws `forbidden` unless a user may give a program these scopes. */
export function assertMayGive(
  user: { administrator: boolean; guest: boolean },
  scopes: readonly Scope[],
): void {
  if (scopes.includes('admin') && !user.administrator)
    throw fail('forbidden', 'Only an administrator can grant the scope "admin".');
  if (user.guest && scopes.some((scope) => !GUEST_SCOPES.includes(scope)))
    throw fail('forbidden', `A guest can grant ${GUEST_SCOPES.join(', ')} only.`);
}

/** Returns the answer that gives a program its secrets. */
export function present({ access, refresh }: ProgramSecrets, { scopes, expiresIn }: ProgramEnd): WireTokens {
  return {
    access_token: access,
    token_type: 'Bearer',
    expires_in: expiresIn,
    refresh_token: refresh,
    scope: scopes.join(' '),
  };
}
