import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { LockedConversation } from './conversations';
import type { Member } from './memberships';

/** What an address names: a conversation by id or key, the user `by` and a username, or the building room of `by`. */
export interface Named {
  id?: string;
  key?: string;
  by?: string;
  username?: string;
  room?: boolean;
}

/** What was found under a name. */
export interface Target {
  /** The user with that username; null when there is none who is not erased. */
  other: Member | null;
  /** The conversation, which is locked now; null when it does not exist. */
  conversation: LockedConversation | null;
}

const locking = prepared<{ named: Named[] }>('lockTargets', ({ column }) => {
  const field = (name: keyof Named, type: string) => column('named', name, type);
  // The key of a direct conversation is the one of `directKey`: uuids sort as their text does.
  return `WITH named AS MATERIALIZED (
     SELECT w.n, o.id AS user_id, o.username, o.name, coalesce(w.id, k.id, r.id) AS conversation_id
     FROM unnest(${field('id', 'uuid')}, ${field('key', 'text')}, ${field('by', 'uuid')}, ${field('username', 'text')},
       ${field('room', 'bool')}) WITH ORDINALITY AS w (id, key, by, username, room, n)
     LEFT JOIN users o ON o.username = w.username AND o.erased_at IS NULL
     LEFT JOIN conversations k ON k.key = CASE WHEN o.id IS NULL THEN w.key
       ELSE 'direct:' || least(w.by, o.id) || ':' || greatest(w.by, o.id) END
     LEFT JOIN LATERAL (SELECT c.id FROM memberships m JOIN conversations c ON c.id = m.conversation_id
       WHERE m.user_id = w.by AND m.to_seq IS NULL AND c.kind = 'building' LIMIT 1) r ON w.room),
   locked AS MATERIALIZED (
     SELECT id, kind, key, title, public, head, roster FROM conversations
     WHERE id IN (SELECT conversation_id FROM named) ORDER BY id FOR NO KEY UPDATE)
   SELECT n.user_id AS "userId", n.username, n.name, l.*, now()::timestamptz(3) AS now
   FROM named n LEFT JOIN locked l ON l.id = n.conversation_id ORDER BY n.n`;
});

/**
 * Finds the conversations that addresses name and locks them, all in order of id as `lockConversations` does. Returns a
 * target for each name; targets of one conversation share the object.
 */
export async function lockTargets(client: Pick<PoolClient, 'query'>, named: Named[]): Promise<Target[]> {
  if (named.length === 0) return [];
  type Row = { userId: string | null; username: string; name: string } & (LockedConversation | { id: null });
  const { rows } = await client.query<Row>(locking({ named }));
  const conversations = new Map<string, LockedConversation>();
  return rows.map(({ userId, username, name, ...row }) => {
    const conversation = row.id === null ? null : (conversations.get(row.id) ?? row);
    if (conversation) conversations.set(conversation.id, conversation);
    return { other: userId === null ? null : { userId, username, name }, conversation };
  });
}
