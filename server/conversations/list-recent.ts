import type { SyncResult } from '@/protocol/events';
import type { WireConversation } from '@/protocol/messages';
import { assertUser } from '@/server/accounts/policy';
import type { Actor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { usersByName } from './store/users';

/** Characters of a last message that a list can show. */
const PREVIEW = 200;

/**
 * Returns the actor's newest conversations and all pinned ones, without messages except the last, which is cut to a
 * preview; and the names of the members of groups without a title.
 */
export async function listRecent(
  { readSync, db }: Pick<ConversationsContext, 'readSync' | 'db'>,
  { actor, limit }: { actor: Actor; limit: number },
): Promise<{ log: SyncResult; names: { id: string; name: string }[] }> {
  assertUser(actor);
  const log = await readSync({ userId: actor.userId, cursors: {} });
  const pinned = new Set(log.pins?.conversations);
  const newest = [...log.conversations].sort((a, b) => lastAt(b).localeCompare(lastAt(a))).slice(0, limit);
  const kept = new Set([...newest, ...log.conversations.filter(({ id }) => pinned.has(id))]);
  const conversations = [...kept].map(cut);
  const untitled = conversations.filter(({ kind, title }) => kind === 'group' && title === null);
  const users = await usersByName(db.pool, [...new Set(untitled.flatMap(({ members }) => members))]);
  return {
    log: { ...log, conversations },
    names: [...users.values()].map(({ username, name }) => ({ id: username, name })),
  };
}

const lastAt = ({ last }: WireConversation): string => last?.message.at ?? '';

function cut(conversation: WireConversation): WireConversation {
  const { last } = conversation;
  if (!last || last.message.text.length <= PREVIEW) return conversation;
  // Not within a character that takes two units.
  const text = last.message.text.slice(0, PREVIEW).replace(/[\ud800-\udbff]$/, '');
  return { ...conversation, last: { ...last, message: { ...last.message, text } } };
}
