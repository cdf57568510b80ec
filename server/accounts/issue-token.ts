import { fail } from '@/protocol/errors';
import type { Scope } from '@/protocol/scopes';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { hashSecret, newSecret } from './secrets';
import { insertToken } from './store/tokens';

/** Far more than a person has programs, and few enough to read the list. */
const MAX_TOKENS = 100;

/**
 * Creates an API token for a program of the actor; the token is shown only here. Throws `forbidden` for a guest and for
 * a scope that the actor may not grant, `conflict` when the actor has too many tokens.
 */
export async function issueToken(
  app: AccountsContext,
  { actor, name, scopes, days }: { actor: Actor; name: string; scopes: Scope[]; days: number },
): Promise<{ id: string; token: string; expires: string }> {
  assertUser(actor);
  if (actor.guest) throw fail('forbidden', 'Guests cannot create tokens. Sign in with an account.');
  if (scopes.includes('admin') && !actor.administrator)
    throw fail('forbidden', 'Only an administrator can grant the scope "admin".', { field: 'scopes' });
  const token = newSecret('qt');
  const issued = await insertToken(
    app.db,
    { userId: actor.userId, hash: hashSecret(token), name, scopes: new Set(scopes), days },
    MAX_TOKENS,
  );
  if (!issued) throw fail('conflict', `You have ${MAX_TOKENS} tokens. Revoke one that you no longer need.`);
  return { id: issued.id, token, expires: issued.expiresAt.toISOString() };
}
