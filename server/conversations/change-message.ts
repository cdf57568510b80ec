import type { PoolClient } from 'pg';
import type { WireEntry, WireMessage } from '@/protocol/messages';
import type { UserActor } from '@/server/actor';
import type { ConversationsContext } from './context';
import { type AppendedEntry, fanOut, hasMembers } from './fan-out';
import { noSuchMessage } from './policy';
import { type LockedConversation, lockConversations } from './store/conversations';
import { presentEntry, readEntries } from './store/entries';
import type { EntryRef } from './store/former-texts';
import { findMembers, findReaders } from './store/memberships';
import { findMessage, type StoredMessage } from './store/messages';
import { insertOutbox } from './store/outbox';
import { writeEntries } from './store/write-entries';

/** A change of one message. */
export interface MessageChange {
  messageId: string;
  /** Names the conversations with the message that the change may concern; throws when the actor may not. */
  find: (message: StoredMessage, client: PoolClient) => string[] | Promise<string[]>;
  /**
   * Says, under their locks, in which of those the message changes; throws when the actor may not. Whatever depends on who
   * is in a conversation is asked here: a leaving that is under way holds its lock. Without it: in all of them.
   */
  authorise?: (message: StoredMessage, client: PoolClient) => Promise<string[]>;
  /** Makes the change, under the locks of those conversations, as these entries of theirs. False when nothing is different. */
  apply: (client: PoolClient, entryRefs: EntryRef[]) => Promise<boolean>;
}

/**
 * Changes a message that is in the log: an entry of its own in each conversation concerned, so that whoever reads the
 * log in order learns of it, and events to those who read them now: what changed to those who may read the message, and
 * to others the seq alone. Answers the entries as the actor has them, where they left the message itself, and none when
 * nothing was different. Throws `not_found`.
 */
export async function changeMessage(
  app: Pick<ConversationsContext, 'db' | 'relay'>,
  actor: Pick<UserActor, 'userId'>,
  { messageId, find, authorise, apply }: MessageChange,
): Promise<WireEntry[]> {
  const done = await app.db.transaction(async (client) => {
    const message = await findMessage(client, messageId);
    if (!message) throw noSuchMessage();
    const found = await find(message, client);
    const locked = await lockConversations(client, found);
    const conversationIds = (authorise ? await authorise(message, client) : found).filter((id) =>
      locked.has(id),
    );
    const conversations = conversationIds.map((id) => locked.get(id) as LockedConversation);
    const changeRefs = conversations.map((c) => ({ conversationId: c.id, seq: c.head + 1 }));
    if (!(await apply(client, changeRefs))) return { entries: [], outbox: [] };

    const entries = changeRefs.map((ref) => ({ ...ref, messageId, change: true }));
    await writeEntries(client, { messages: [], entries, mentions: [], activity: [], events: [] });

    const rows = new Map((await readEntries(client, changeRefs)).map((row) => [row.conversation_id, row]));
    const listed = conversations.filter(({ kind }) => hasMembers(kind)).map(({ id }) => id);
    const said = message.entryRefs.filter((place) => conversationIds.includes(place.conversationId));
    const seqs = new Map(said.map((place) => [place.conversationId, place.seq]));
    // A message says the same in all of them, unless an edit did not reach some: each text is told by itself.
    const texts = new Map<string, { message: WireMessage; appended: AppendedEntry[] }>();
    const answered: EntryRef[] = [];
    for (const conversation of conversations) {
      const row = rows.get(conversation.id);
      if (!row) throw new Error('an entry that was just written is not there');
      const { conversation: _, message, ...at } = presentEntry(row, null);
      const key = JSON.stringify(message);
      const text = texts.get(key) ?? { message, appended: [] };
      text.appended.push({ conversation, at, subject: seqs.get(conversation.id) });
      texts.set(key, text);
      if (at.replyTo !== undefined) answered.push({ conversationId: conversation.id, seq: at.replyTo });
    }
    const groups = new Set(conversations.filter(({ kind }) => kind === 'group').map(({ id }) => id));
    const readers = await findReaders(
      client,
      [...said, ...answered].filter((place) => groups.has(place.conversationId)),
    );
    const members = await findMembers(client, listed);
    const events = [...texts.values()].flatMap(
      ({ message, appended }) => fanOut(message, appended, members, actor.userId, readers).events,
    );
    return {
      entries: await ownEntries(client, actor.userId, changeRefs, said),
      outbox: await insertOutbox(client, events),
    };
  });
  app.relay.publish(done.outbox);
  return done.entries;
}

/** The changes where the user is, and the message itself where they are no longer: they may not read a new entry there. */
async function ownEntries(
  client: PoolClient,
  userId: string,
  changes: EntryRef[],
  said: EntryRef[],
): Promise<WireEntry[]> {
  const rows = await readEntries(client, [...changes, ...said], userId);
  const inside = new Set(rows.filter((row) => row.change).map((row) => row.conversation_id));
  return rows
    .filter((row) => row.change || !inside.has(row.conversation_id))
    .map((row) => presentEntry(row, userId));
}
