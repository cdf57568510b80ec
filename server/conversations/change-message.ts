import type { PoolClient } from 'pg';
import type { WireEntry, WireMessage } from '@/protocol/messages';
import type { ConversationsContext } from './context';
import { type AppendedEntry, fanOut, hasMembers } from './fan-out';
import { noSuchMessage } from './policy';
import { type LockedConversation, lockConversations } from './store/conversations';
import { presentEntry, readEntries } from './store/entries';
import type { EntryRef } from './store/entry-ref';
import { findMembers, findReaders } from './store/memberships';
import { findMessage, type StoredMessage } from './store/messages';
import { insertOutbox } from './store/outbox';
import { writeEntries } from './store/write-entries';

/** An edit, a deletion or a reaction. */
export interface MessageChange {
  messageId: string;
  /**
   * Returns the ids of the conversations that the change may affect; throws when the actor is not allowed to change
   * them.
   */
  find: (message: StoredMessage, client: PoolClient) => string[] | Promise<string[]>;
  /**
   * Returns, under the locks, the ids of the conversations in which the message changes; throws when the actor is not
   * allowed to change it. Checks that depend on memberships belong here, because leaving a conversation takes its lock.
   * If it is missing, the change affects all conversations that `find` returned.
   */
  authorise?: (message: StoredMessage, client: PoolClient) => Promise<string[]>;
  /**
   * Makes the change under the conversations' locks; `entryRefs` are the entries of the change. Returns false when
   * nothing changes.
   */
  apply: (client: PoolClient, entryRefs: EntryRef[]) => Promise<boolean>;
}

/**
 * Changes a message of the log. Each affected conversation gets an entry, so that clients that read the log in order
 * see the change. The events carry the change to users who may read the message, and the seq alone to the others.
 * Returns the entries as the actor has them (`userId` null for a bot): the message itself for conversations that the actor left, and no entries
 * when nothing changed. Throws `not_found`.
 */
export async function changeMessage(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  actor: { userId: string | null },
  { messageId, find, authorise, apply }: MessageChange,
): Promise<WireEntry[]> {
  const done = await app.db.transaction(async (client) => {
    const message = await findMessage(client, messageId);
    if (!message) throw noSuchMessage();
    const candidateIds = await find(message, client);
    const locked = await lockConversations(client, candidateIds);
    const conversationIds = (authorise ? await authorise(message, client) : candidateIds).filter((id) =>
      locked.has(id),
    );
    const conversations = conversationIds.map((id) => locked.get(id) as LockedConversation);
    const changeRefs = conversations.map((c) => ({ conversationId: c.id, seq: c.head + 1 }));
    if (!(await apply(client, changeRefs))) return { entries: [], outbox: [] };

    const entries = changeRefs.map((ref) => ({ ...ref, messageId, change: true }));
    await writeEntries(client, {
      messages: [],
      entries,
      mentions: [],
      activity: [],
      sentDrafts: [],
      events: [],
    });

    const rows = new Map((await readEntries(client, changeRefs)).map((row) => [row.conversation_id, row]));
    const listed = conversations.filter(({ kind }) => hasMembers(kind)).map(({ id }) => id);
    const messageRefs = message.entryRefs.filter((ref) => conversationIds.includes(ref.conversationId));
    const messageSeqs = new Map(messageRefs.map((ref) => [ref.conversationId, ref.seq]));
    // The text is the same in all conversations, except where an edit did not apply: each different text gets its own
    // events.
    const texts = new Map<string, { message: WireMessage; appended: AppendedEntry[] }>();
    const answered: EntryRef[] = [];
    for (const conversation of conversations) {
      const row = rows.get(conversation.id);
      if (!row) throw new Error('an entry that was just written is not there');
      const { conversation: _, message, ...at } = presentEntry(row, null);
      const key = JSON.stringify(message);
      const text = texts.get(key) ?? { message, appended: [] };
      text.appended.push({ conversation, at, subject: messageSeqs.get(conversation.id) });
      texts.set(key, text);
      if (at.replyTo !== undefined) answered.push({ conversationId: conversation.id, seq: at.replyTo });
    }
    const groups = new Set(conversations.filter(({ kind }) => kind === 'group').map(({ id }) => id));
    const readers = await findReaders(
      client,
      [...messageRefs, ...answered].filter((ref) => groups.has(ref.conversationId)),
    );
    const members = await findMembers(client, listed);
    const events = [...texts.values()].flatMap(
      ({ message, appended }) => fanOut(message, appended, members, actor.userId, readers).events,
    );
    return {
      entries: await ownEntries(client, actor.userId, changeRefs, messageRefs),
      outbox: await insertOutbox(client, events),
    };
  });
  app.relay.publish(done.outbox);
  return done.entries;
}

/**
 * Returns the change entries of conversations that the user is in, and the message's own entries of conversations that
 * the user left, because a former member may not read new entries.
 */
async function ownEntries(
  client: PoolClient,
  userId: string | null,
  changes: EntryRef[],
  messageRefs: EntryRef[],
): Promise<WireEntry[]> {
  const rows = await readEntries(client, [...changes, ...messageRefs], userId);
  const changedIds = new Set(rows.filter((row) => row.change).map((row) => row.conversation_id));
  return rows
    .filter((row) => row.change || !changedIds.has(row.conversation_id))
    .map((row) => presentEntry(row, userId));
}
