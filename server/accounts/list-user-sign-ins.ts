import { fail } from '@/protocol/errors';
import type { WireUserSignIn } from '@/protocol/safety';
import { recordLookups } from '@/server/activity/lookups';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { deviceOf } from './device';
import { assertAdministrator } from './policy';
import { signInsOf } from './store/sign-ins';
import { tokensOf } from './store/tokens';
import { findUser } from './store/users';

/**
 * Returns where a user is signed in: browsers, then programs with a token. Only administrators may; the user can read that it
 * happened. Throws `not_found`.
 */
export async function listUserSignIns(
  app: Pick<AccountsContext, 'db'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<WireUserSignIn[]> {
  assertAdministrator(actor);
  const user = await findUser(app.db, id);
  if (!user) throw fail('not_found', `There is no user ${id}.`, { field: 'id' });
  await recordLookups(app, { by: actor, userIds: [user.id], what: 'sign_ins' });
  const [signIns, tokens] = await Promise.all([
    signInsOf(app.db, user.id),
    tokensOf(app.db, user.id, { alive: true }),
  ]);
  return [
    ...signIns.map(({ userAgent, at, seenAt, connected }) => ({
      kind: 'browser' as const,
      ...deviceOf(userAgent),
      at: at.toISOString(),
      seen: seenAt.toISOString(),
      connected,
    })),
    ...tokens.map(({ at, usedAt, connected }) => ({
      kind: 'program' as const,
      browser: null,
      system: null,
      at: at.toISOString(),
      seen: usedAt?.toISOString() ?? null,
      connected,
    })),
  ];
}
