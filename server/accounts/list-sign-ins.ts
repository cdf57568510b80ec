import type { WireSignIn } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { deviceOf } from './device';
import { assertUser } from './policy';
import { signInsOf } from './store/sign-ins';

/** Returns every browser in which the actor is signed in, the most recently seen first. */
export async function listSignIns(app: AccountsContext, { actor }: { actor: Actor }): Promise<WireSignIn[]> {
  assertUser(actor);
  return (await signInsOf(app.db, actor.userId)).map(({ id, userAgent, at, seenAt, connected }) => ({
    id,
    ...deviceOf(userAgent),
    at: at.toISOString(),
    seen: seenAt.toISOString(),
    connected,
    current: id === actor.credentialId,
  }));
}
