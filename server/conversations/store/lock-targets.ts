import type { PoolClient } from 'pg';
import { prepared } from '@/db/prepared';
import type { LockedConversation } from './conversations';
import type { Member } from './memberships';

/**
 * What the address of a draft names: a conversation by id or key, the user `by` and a username, or the building room of
 * `by`. `draft` is the number of the draft.
 */
export interface Named {
  draft: number;
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
  /** The transaction has created the conversation. */
  isNew: boolean;
}

/**
 * The maximum number of names of a draft whose missing conversations are created at once. If the draft is refused, they
 * are deleted again.
 */
const MAX_CREATED_AT_ONCE = 10;

const locking = prepared<{ named: Named[] }>('lockTargets', ({ column }) => {
  const field = (name: keyof Named, type: string) => column('named', name, type);
  // Without `w.room` inside, the memberships of the sender would be read for each recipient, rooms or not.
  // The key of a direct conversation is the one of `directKey`: uuids sort as their text does. Conversations are created
  // after the others were locked, in order of the keys, so that writers do not deadlock.
  return `WITH asked AS (
     SELECT w.*, o.id AS user_id, o.username AS other, o.name,
       CASE WHEN o.id IS NOT NULL THEN 'direct:' || least(w.by, o.id) || ':' || greatest(w.by, o.id) END AS direct
     FROM unnest(${field('id', 'uuid')}, ${field('key', 'text')}, ${field('by', 'uuid')}, ${field('username', 'text')},
       ${field('room', 'bool')}, ${field('draft', 'int')}) WITH ORDINALITY AS w (id, key, by, username, room, draft, n)
     LEFT JOIN users o ON o.username = w.username AND o.erased_at IS NULL),
   named AS MATERIALIZED (
     SELECT w.n, w.by, w.user_id, w.other, w.name, coalesce(w.id, k.id, r.id) AS conversation_id,
       CASE WHEN k.id IS NULL AND bool_and(w.user_id IS NOT NULL) OVER (PARTITION BY w.draft)
         AND count(*) OVER (PARTITION BY w.draft) <= ${MAX_CREATED_AT_ONCE} THEN w.direct END AS missing
     FROM asked w LEFT JOIN conversations k ON k.key = coalesce(w.direct, w.key)
     LEFT JOIN LATERAL (SELECT c.id FROM memberships m JOIN conversations c ON c.id = m.conversation_id
       WHERE w.room AND m.user_id = w.by AND m.to_seq IS NULL AND c.kind = 'building' LIMIT 1) r ON true),
   locked AS MATERIALIZED (
     SELECT id, kind, key, title, public, head, roster FROM conversations
     WHERE id IN (SELECT conversation_id FROM named) ORDER BY id FOR NO KEY UPDATE),
   made AS (
     INSERT INTO conversations (kind, key) SELECT 'direct'::"ConversationKind", missing FROM named
     WHERE missing IS NOT NULL AND (SELECT count(*) FROM locked) >= 0 GROUP BY missing ORDER BY missing
     ON CONFLICT DO NOTHING RETURNING id, kind, key, title, public, head, roster),
   joined AS (
     INSERT INTO memberships (conversation_id, user_id, from_seq)
     SELECT DISTINCT made.id, u, 1 FROM made JOIN named ON named.missing = made.key
     CROSS JOIN LATERAL unnest(ARRAY[named.by, named.user_id]) AS u)
   SELECT n.user_id AS "userId", n.other AS username, n.name, coalesce(l.id, m.id) AS id, coalesce(l.kind, m.kind) AS kind, coalesce(l.key, m.key) AS key,
     coalesce(l.title, m.title) AS title, coalesce(l.public, m.public) AS public, coalesce(l.head, m.head) AS head, coalesce(l.roster, m.roster) AS roster,
     m.id IS NOT NULL AS "isNew", now()::timestamptz(3) AS now
   FROM named n LEFT JOIN locked l ON l.id = n.conversation_id LEFT JOIN made m ON m.key = n.missing
   ORDER BY n.n`;
});

/**
 * Finds the conversations that addresses name and locks them, all in order of id as `lockConversations` does. Creates the
 * direct conversations that are missing, with their users as members, for drafts of few names all of whose users exist.
 * Those of other drafts, and one that another transaction creates meanwhile, are not found. Returns a target for each
 * name; targets of one conversation share the object.
 */
export async function lockTargets(client: Pick<PoolClient, 'query'>, named: Named[]): Promise<Target[]> {
  if (named.length === 0) return [];
  type Row = { userId: string | null; username: string; name: string } & (
    | (LockedConversation & { isNew: boolean })
    | { id: null }
  );
  const { rows } = await client.query<Row>(locking({ named }));
  const conversations = new Map<string, LockedConversation>();
  return rows.map(({ userId, username, name, ...row }) => {
    const other = userId === null ? null : { userId, username, name };
    if (row.id === null) return { other, conversation: null, isNew: false };
    const { isNew, ...found } = row;
    const conversation = conversations.get(found.id) ?? found;
    conversations.set(found.id, conversation);
    return { other, conversation, isNew };
  });
}
