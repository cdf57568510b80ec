import type { Db } from '@/db/client';
import type { EventContent } from './event-body';
import { mentionsBot } from './event-body';
import { type BehindHook, type HeardEntry, lockBehind, readBehind, storeEvents } from './event-store';

/** The webhooks, and the entries of each, that one transaction looks at. */
const HOOKS_AT_ONCE = 20;
const ENTRIES_AT_ONCE = 500;

/**
 * Stores an event for each entry that a webhook has not been told of and hears. The cursor of the webhook moves in the
 * same transaction, so an entry is neither lost nor taken twice, whatever node dies. Returns whether more may be left.
 */
export async function collectEvents(db: Pick<Db, 'transaction'>): Promise<boolean> {
  return db.transaction(async (client) => {
    const hooks = await lockBehind(client, HOOKS_AT_ONCE);
    let isMore = hooks.length === HOOKS_AT_ONCE;
    for (const hook of hooks) {
      const entries = await readBehind(client, hook, ENTRIES_AT_ONCE);
      const last = entries.at(-1);
      if (!last) continue;
      isMore ||= entries.length === ENTRIES_AT_ONCE;
      await storeEvents(client, hook.id, heardBy(hook, entries), last.seq);
    }
    return isMore;
  });
}

/**
 * Returns the entries that a webhook hears: what people say, never what a bot does, so that bots do not answer one
 * another for ever. One that hears mentions also hears answers to its bot, and later changes of what it heard.
 */
export function heardBy(
  { botId, hears }: Pick<BehindHook, 'botId' | 'hears'>,
  entries: readonly HeardEntry[],
): (HeardEntry & { type: EventContent['type'] })[] {
  const known = new Set<string>();
  return entries.filter((entry): entry is HeardEntry & { type: EventContent['type'] } => {
    const { type, messageId, text, isPersons, isKnown, answersBot } = entry;
    if (type === null || !isPersons) return false;
    const isHeard =
      hears === 'messages' || answersBot || isKnown || known.has(messageId) || mentionsBot(text, botId);
    if (isHeard) known.add(messageId);
    return isHeard;
  });
}
