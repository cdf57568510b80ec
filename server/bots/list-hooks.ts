import type { Actor } from '@/server/actor';
import type { BotsContext } from './context';
import { findHooks, type HookListing } from './hook-store';
import { assertMayManage } from './policy';

/** Returns the webhooks of a bot with their last calls. For the owner and administrators. Throws `not_found`. */
export async function listHooks(
  app: BotsContext,
  { actor, id }: { actor: Actor; id: string },
): Promise<(Omit<HookListing, 'formerUntil'> & { formerUntil: string | null })[]> {
  await assertMayManage(app, actor, id);
  const hooks = await findHooks(app.db, id);
  return hooks.map((hook) => ({ ...hook, formerUntil: hook.formerUntil?.toISOString() ?? null }));
}
