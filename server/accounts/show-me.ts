import type { Scope } from '@/protocol/scopes';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { credentialEnd } from './store/credentials';

/** Returns who the actor is, what the credential allows, and when it expires (null for never). */
export async function showMe(
  app: Pick<AccountsContext, 'db'>,
  { actor }: { actor: Actor },
): Promise<{
  id: string;
  name: string;
  administrator: boolean;
  guest: boolean;
  scopes: Scope[] | 'all';
  expires: string | null;
}> {
  assertUser(actor);
  const { username: id, name, administrator, guest, scopes } = actor;
  const end = await credentialEnd(app.db, actor);
  return {
    id,
    name,
    administrator,
    guest,
    scopes: scopes === 'all' ? 'all' : [...scopes],
    expires: end?.toISOString() ?? null,
  };
}
