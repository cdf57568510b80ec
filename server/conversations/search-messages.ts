import { wordsQuery } from '@/db/text-search';
import type { WireEntry } from '@/protocol/messages';
import { parseSearch, type Unclear } from '@/protocol/search';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { resolveFilters } from './search-filters';
import { findEntries, readableIds } from './store/search';

const PAGE_SIZE = 20;

/** A page of search results. */
export interface Found {
  entries: WireEntry[];
  /** More results exist, older than the last entry. */
  more: boolean;
  /** Filter values that match nothing; `entries` is empty if there are any. */
  unclear: Unclear[];
}

/**
 * Searches the messages of the actor's conversations that the actor may read, with a query of `protocol/search.ts`. A
 * query without a word, conversation, building or sender finds nothing. `before` is the last entry of the previous
 * page. Days are days of `timeZone`.
 */
export async function searchMessages(
  app: ConversationsContext,
  options: {
    actor: Actor;
    query: string;
    before?: { at: string; conversation: string; seq: number } | undefined;
    timeZone?: string | undefined;
  },
): Promise<Found> {
  const { actor, query, before, timeZone = 'UTC' } = options;
  assertUser(actor);
  app.limits.take('search', actor.userId);
  const search = parseSearch(query);
  const { unclear, conversationIds, ...filters } = await resolveFilters(app, actor, search, timeZone);
  const words = wordsQuery(search.terms);
  const finds = words !== null && search.terms.some(({ not }) => !not);
  if (unclear.length > 0 || !(finds || conversationIds || filters.senders))
    return { entries: [], more: false, unclear };

  const entries = await findEntries(app.db, {
    ...filters,
    userId: actor.userId,
    conversationIds: conversationIds ?? (await readableIds(app.db, actor.userId)),
    words,
    before: before ? { ...before, at: new Date(before.at) } : null,
    limit: PAGE_SIZE + 1,
  });
  return { entries: entries.slice(0, PAGE_SIZE), more: entries.length > PAGE_SIZE, unclear };
}
