import type { WireEntry } from '@/protocol/messages';
import { isShown } from '@/protocol/placeholder';
import type { Conversation, Log } from './log';
import type { Blocks, State } from './state';

/** The id and name that replace an erased user. */
type Nobody = { id: string; name: string };

/**
 * Returns the state after a user was erased: the placeholder id and name replace the user everywhere, as on the
 * server.
 */
export function erase(state: State, id: string, nobody: Nobody): State {
  const { [id]: _, ...people } = state.people;
  const { [id]: __, ...names } = state.names;
  return {
    ...state,
    people,
    names: { ...names, [nobody.id]: nobody.name },
    blocks: without(state.blocks, id),
    erased: { ...state.erased, [id]: nobody.id },
    log: Object.fromEntries(
      Object.entries(state.log).map(([key, conversation]) => [key, inConversation(conversation, id, nobody)]),
    ) satisfies Log,
  };
}

/** Returns the blocks without a user. */
function without(blocks: Blocks, id: string): Blocks {
  if (!blocks.users.has(id)) return blocks;
  return { ...blocks, users: new Set([...blocks.users].filter((user) => user !== id)) };
}

/** Returns a conversation with an erased user replaced by the placeholder. */
function inConversation(conversation: Conversation, id: string, nobody: Nobody): Conversation {
  const { info, changes } = conversation;
  const entry = (entryBefore: WireEntry) => inEntry(entryBefore, id, nobody);
  const other = conversation.with === id && conversation.kind === 'direct';
  return {
    ...conversation,
    ...(other && { with: nobody.id }),
    entries: conversation.entries.map(entry),
    waiting: conversation.waiting.map((waitingEntry) =>
      isShown(waitingEntry) ? entry(waitingEntry) : waitingEntry,
    ),
    changes: Object.fromEntries(Object.entries(changes).map(([key, change]) => [key, entry(change)])),
    info: info && {
      ...info,
      ...(other && { with: nobody.id, title: nobody.name }),
      members: info.members.filter((member) => member !== id),
      last: info.last && entry(info.last),
    },
  };
}

/** Returns an entry with an erased user replaced by the placeholder, without their reactions and mentions. */
function inEntry(entry: WireEntry, id: string, nobody: Nobody): WireEntry {
  const { conversation, message, reactions } = entry;
  const { from, mentions } = message;
  const own = from.kind === 'user' && from.id === id;
  const reacted = reactions?.some(({ by }) => by.includes(id));
  const named = mentions?.some((mention) => mention.id === id);
  const other = conversation.kind === 'direct' && conversation.with === id;
  // Most entries do not concern the user; they stay the same object, so that they are not rendered again.
  if (!own && !reacted && !named && !other) return entry;
  const { reactions: _, ...rest } = entry;
  const remaining = reactions
    ?.map(({ emoji, by }) => ({ emoji, by: by.filter((username) => username !== id) }))
    .filter(({ by }) => by.length > 0);
  return {
    ...rest,
    ...(remaining?.length && { reactions: remaining }),
    conversation: other ? { ...conversation, with: nobody.id } : conversation,
    message: {
      ...message,
      from: own ? { kind: 'user', ...nobody } : from,
      ...(mentions && { mentions: mentions.filter((mention) => mention.id !== id) }),
    },
  };
}
