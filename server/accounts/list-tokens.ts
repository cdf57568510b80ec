import type { WireToken } from '@/protocol/accounts';
import type { Actor } from '@/server/actor';
import type { AccountsContext } from './context';
import { assertUser } from './policy';
import { tokensOf } from './store/tokens';

/** Returns the actor's API tokens, including expired ones, without their secrets; the newest first. */
export async function listTokens(app: AccountsContext, { actor }: { actor: Actor }): Promise<WireToken[]> {
  assertUser(actor);
  return (await tokensOf(app.db, actor.userId)).map((token) => ({
    id: token.id,
    name: token.name,
    scopes: token.scopes === 'all' ? 'all' : [...token.scopes],
    at: token.at.toISOString(),
    used: token.usedAt?.toISOString() ?? null,
    expires: token.expiresAt?.toISOString() ?? null,
    connected: token.connected,
  }));
}
