import type { OutgoingHook } from '@/protocol/outgoing-hooks';
import type { Actor } from '@/server/actor';
import { assertMayManage } from '../policy';
import type { OutgoingContext } from './context';
import { typeOf } from './event-body';
import { type EventRow, findEvents } from './event-store';
import { findOutgoingHooks } from './hook-store';

/**
 * Returns the outgoing webhooks of a bot with their last events, without texts and secrets. For the owner and
 * administrators. Throws `not_found`.
 */
export async function listOutgoingHooks(
  app: Pick<OutgoingContext, 'db'>,
  { actor, id }: { actor: Actor; id: string },
): Promise<OutgoingHook[]> {
  await assertMayManage(app, actor, id);
  const [hooks, events] = await Promise.all([findOutgoingHooks(app.db, id), findEvents(app.db, id)]);
  return hooks.map(({ formerUntil, failingSince, offAt, offReason, ...hook }) => ({
    ...hook,
    formerUntil: formerUntil?.toISOString() ?? null,
    failingSince: failingSince?.toISOString() ?? null,
    off: offAt && offReason && { at: offAt.toISOString(), reason: offReason },
    events: events.filter(({ hookId }) => hookId === hook.id).map(present),
  }));
}

function present({ id, type, at, state, dueAt, attempts }: EventRow): OutgoingHook['events'][number] {
  const nextAt = state === 'waiting' ? dueAt.toISOString() : null;
  return { id, type: typeOf(type), at: at.toISOString(), state, nextAt, attempts };
}
