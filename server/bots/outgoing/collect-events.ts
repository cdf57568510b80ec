import type { Db } from '@/db/client';
import { findRoomBots, insertCalls } from '../call-store';
import { hearingsOf, type Listener } from '../hearing';
import {
  type BehindHook,
  type Heard,
  type HeardEntry,
  lockBehind,
  readBehind,
  storeEvents,
} from './event-store';

/** The places of webhooks, and the entries of each, that one transaction looks at. */
const PLACES_AT_ONCE = 20;
const ENTRIES_AT_ONCE = 500;

/**
 * Stores an event for each entry that a webhook has not been told of and hears. The cursor of the webhook moves in the
 * same transaction, so an entry is neither lost nor taken twice, whatever node dies. Returns whether more may be left.
 */
export async function collectEvents(db: Pick<Db, 'transaction'>): Promise<boolean> {
  return db.transaction(async (client) => {
    const hooks = await lockBehind(client, PLACES_AT_ONCE);
    let isMore = hooks.length === PLACES_AT_ONCE;
    for (const hook of hooks) {
      const entries = await readBehind(client, hook, ENTRIES_AT_ONCE);
      isMore ||= entries.length === ENTRIES_AT_ONCE;
      const heard = heardBy(hook, entries, await findRoomBots(client, hook.conversationId));
      await storeEvents(client, hook, heard, entries.at(-1)?.seq ?? hook.cursor);
      // The token of a call lets the program answer.
      for (const { messageId, heard: kind, type } of heard)
        if (kind && type === 'created')
          await insertCalls(client, { messageId, conversationId: hook.conversationId }, [
            { botId: hook.botId, kind },
          ]);
    }
    return isMore;
  });
}

/**
 * Returns the entries that a webhook hears: what people say, never what a bot does, so that bots do not answer one
 * another for ever. It hears what its bot hears (`bots` are those of the place), answers to its bot, and later changes of
 * what it heard; in rooms of buildings everything, if it may.
 */
export function heardBy(
  { botId, hears, isRoom }: Pick<BehindHook, 'botId' | 'hears' | 'isRoom'>,
  entries: readonly HeardEntry[],
  bots: readonly Listener[],
): Heard[] {
  const known = new Set<string>();
  return entries.flatMap((entry) => {
    const { seq, at, type, messageId, text, isPersons, isKnown, answersBot } = entry;
    if (type === null || !isPersons) return [];
    const heard = hearingsOf(text, bots).find((hearing) => hearing.botId === botId)?.kind ?? null;
    const isHeard = heard !== null || answersBot || isKnown || known.has(messageId);
    if (!isHeard && !(hears === 'messages' && isRoom)) return [];
    known.add(messageId);
    return [{ seq, at, type, messageId, heard }];
  });
}
