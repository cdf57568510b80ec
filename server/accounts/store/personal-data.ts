import { asOf, FORMER_TEXT, READABLE } from '@/server/conversations/store/entries';

/**
 * What becomes of a column's rows when their person is erased:
 * `deleted` with them; `emptied`: the row stays and says nothing of anybody; `cut loose`: it points to nobody;
 * `kept`: it stays for others, under a name that is nobody's; `by way`: its parent's row decides.
 */
type Erasure = 'deleted' | 'emptied' | 'cut loose' | 'kept' | 'by way';

/** A column that leads to a person, by itself or by way of a row that does. */
interface Declared {
  erasure: Erasure;
  /** What of it the person is given: a part of the file, as a query whose `$1` is their id; or why nothing is. */
  export: { part: string; query: string } | { nothing: string };
}

/** Of `conversations c`, as its owner of `$1` may name it. */
const CONVERSATION = `jsonb_build_object('id', c.id, 'kind', c.kind, 'with', CASE c.kind
  WHEN 'direct' THEN (SELECT d.username FROM users d
    WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid) ORDER BY d.id = $1 LIMIT 1)
  WHEN 'building' THEN substr(c.key, 10) ELSE c.title END)`;
/** Of a post nearby one's own copy only: in whose feeds the others are says who was there. */
const OWN_COPY = `(c.kind <> 'nearby' OR c.key = 'nearby:' || $1::uuid::text)`;
const WHERE_SAID = `(SELECT jsonb_agg(${CONVERSATION} || jsonb_build_object('seq', e.seq) ORDER BY e.seq)
  FROM entries e JOIN conversations c ON c.id = e.conversation_id
  WHERE e.message_id = m.id AND NOT e.change AND ${OWN_COPY})`;
const MESSAGE = `m.id, m.text, m.created_at AS at, m.edited_at AS edited, m.deleted_at AS deleted,
  m.reply_to AS "replyTo", ${WHERE_SAID} AS "in"`;

/**
 * Of `conversations c`: what is former is kept because somebody left, which the others in a group or a channel may know.
 * Of a building's room and of a feed it would tell who moved, or who keeps apart.
 */
const TOLD_IF_FORMER = (former: string) => `(NOT (${former}) OR c.kind IN ('group', 'channel'))`;

const othersWords = { nothing: 'what others have or said is theirs' };
const inItsParent = { nothing: 'it is in its parent' };

/**
 * Every column that leads to a person, as `table.column`. Export and erasure follow this list; a test holds it against
 * the database, so that no table that points to a person is forgotten. Who adds one adds a line here.
 */
export const PERSONAL_DATA: Record<string, Declared> = {
  'users.id': {
    erasure: 'emptied',
    export: {
      part: 'profile',
      query: `SELECT username, name, encode(photo, 'base64') AS photo, photo_type AS "photoType", administrator, range,
        searchable, guest_until AS "guestUntil", created_at AS since FROM users WHERE id = $1`,
    },
  },
  'identities.user_id': {
    erasure: 'deleted',
    export: {
      part: 'identities',
      query: 'SELECT provider, subject, created_at AS since FROM identities WHERE user_id = $1',
    },
  },
  'local_accounts.user_id': {
    erasure: 'deleted',
    export: {
      part: 'localAccount',
      query: 'SELECT email, changed_at AS "passwordChanged" FROM local_accounts WHERE user_id = $1',
    },
  },
  'sign_ins.user_id': {
    erasure: 'deleted',
    export: {
      part: 'signIns',
      query: `SELECT user_agent AS "userAgent", created_at AS at, last_seen_at AS seen, expires_at AS expires,
        revoked_at AS ended FROM sign_ins WHERE user_id = $1 ORDER BY created_at`,
    },
  },
  'socket_tickets.sign_in_id': { erasure: 'by way', export: { nothing: 'a secret, for 30 s' } },
  'api_tokens.user_id': {
    erasure: 'deleted',
    export: {
      part: 'tokens',
      query: `SELECT name, scopes, created_at AS at, last_used_at AS used, expires_at AS expires, revoked_at AS ended
        FROM api_tokens WHERE user_id = $1 ORDER BY created_at`,
    },
  },
  'sessions.user_id': {
    erasure: 'deleted',
    export: {
      part: 'sessions',
      query: `SELECT connected_at AS at, disconnected_at AS ended FROM sessions WHERE user_id = $1
        ORDER BY connected_at`,
    },
  },
  'presences.user_id': {
    erasure: 'deleted',
    export: {
      part: 'presence',
      query: `SELECT sharing, sharing_end AS "sharingEnd", sharing_until AS "sharingUntil", building_id AS building,
        declared, expires_at AS expires FROM presences WHERE user_id = $1`,
    },
  },
  'bots.owner_id': {
    // Those that have said something stay as the authors of it, and never run again.
    erasure: 'kept',
    export: {
      part: 'bots',
      query: `SELECT id, building_id AS building, authorised, created_at AS at FROM bots WHERE owner_id = $1
        ORDER BY id`,
    },
  },
  'bot_tokens.bot_id': { erasure: 'deleted', export: { nothing: 'secrets' } },
  'memberships.user_id': {
    // Closed ones of direct conversations stay: whoever reads those sees that the other is nobody any more.
    erasure: 'deleted',
    export: {
      part: 'memberships',
      query: `SELECT ${CONVERSATION} AS conversation, mb.from_seq AS "from", mb.to_seq AS "to", mb.delivered
        FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id WHERE mb.user_id = $1
        ORDER BY c.created_at, c.id, mb.from_seq`,
    },
  },
  'memberships.conversation_id': { erasure: 'kept', export: othersWords },
  'marks.user_id': {
    erasure: 'deleted',
    export: {
      part: 'marks',
      query: `SELECT ${CONVERSATION} AS conversation, k.read, k.muted
        FROM marks k JOIN conversations c ON c.id = k.conversation_id WHERE k.user_id = $1 ORDER BY c.created_at, c.id`,
    },
  },
  'marks.conversation_id': { erasure: 'kept', export: othersWords },
  'conversations.created_by': {
    erasure: 'cut loose',
    export: {
      part: 'conversationsMade',
      query: `SELECT ${CONVERSATION} AS conversation, c.topic, c.public, c.created_at AS at FROM conversations c
        WHERE c.created_by = $1 ORDER BY c.created_at`,
    },
  },
  'messages.sender_id': {
    erasure: 'kept',
    export: {
      part: 'messages',
      query: `SELECT ${MESSAGE} FROM messages m WHERE m.sender_id = $1 ORDER BY m.created_at, m.id`,
    },
  },
  'messages.bot_id': {
    erasure: 'kept',
    export: {
      part: 'messagesOfBots',
      query: `SELECT m.bot_id AS bot, ${MESSAGE} FROM messages m JOIN bots b ON b.id = m.bot_id
        WHERE b.owner_id = $1 ORDER BY m.created_at, m.id`,
    },
  },
  'messages.reply_to': { erasure: 'kept', export: othersWords },
  'former_texts.message_id': {
    // Gone with the message, when that is deleted.
    erasure: 'kept',
    export: {
      part: 'formerTexts',
      query: `SELECT t.message_id AS message, t.text, t.edited_at AS edited FROM former_texts t
        JOIN messages m ON m.id = t.message_id JOIN conversations c ON c.id = t.conversation_id
        WHERE m.sender_id = $1 AND ${TOLD_IF_FORMER('true')} ORDER BY m.created_at, m.id, t.until`,
    },
  },
  'former_texts.conversation_id': { erasure: 'kept', export: othersWords },
  'entries.conversation_id': { erasure: 'kept', export: inItsParent },
  'entries.message_id': { erasure: 'kept', export: inItsParent },
  'reactions.user_id': {
    erasure: 'deleted',
    export: {
      part: 'reactions',
      query: `SELECT r.emoji, r.at, r.message_id AS message, ${CONVERSATION} AS conversation
        FROM reactions r JOIN conversations c ON c.id = r.conversation_id
        WHERE r.user_id = $1 AND ${OWN_COPY} AND ${TOLD_IF_FORMER('r.until_seq IS NOT NULL')}
        ORDER BY r.at, r.message_id`,
    },
  },
  'reactions.conversation_id': { erasure: 'kept', export: othersWords },
  'reactions.message_id': { erasure: 'kept', export: othersWords },
  'mentions.user_id': {
    erasure: 'deleted',
    export: {
      part: 'mentions',
      // That one was named where one reads it, when and by whom; the words are whoever's said them.
      query: `SELECT m.id AS message, m.created_at AS at, coalesce(u.username, m.bot_id) AS by
        FROM mentions n JOIN messages m ON m.id = n.message_id LEFT JOIN users u ON u.id = m.sender_id
        WHERE n.user_id = $1 AND EXISTS (SELECT 1 FROM entries e ${asOf('$1::uuid')} ${FORMER_TEXT}
          WHERE e.message_id = m.id AND NOT e.change AND f.until IS NULL AND ${READABLE})
        ORDER BY m.created_at, m.id`,
    },
  },
  'mentions.message_id': { erasure: 'kept', export: othersWords },
  'blocks.blocker_id': {
    erasure: 'deleted',
    export: {
      part: 'blocks',
      query: `SELECT u.username AS user, b.since FROM blocks b JOIN users u ON u.id = b.blocked_id
        WHERE b.blocker_id = $1 ORDER BY b.since, u.username`,
    },
  },
  'blocks.blocked_id': { erasure: 'deleted', export: { nothing: 'whom others block is theirs' } },
  'reports.reporter_id': {
    erasure: 'cut loose',
    export: {
      part: 'reports',
      query: `SELECT r.created_at AS at, r.reason, r.note, r.subject AS about, r.text, r.said_at AS "saidAt"
        FROM reports r WHERE r.reporter_id = $1 ORDER BY r.created_at, r.id`,
    },
  },
  // What was reported of them stays with the administrators until they are done with it and its retention is over.
  'reports.user_id': { erasure: 'cut loose', export: { nothing: 'what others told the administrators' } },
  'reports.closed_by': { erasure: 'cut loose', export: { nothing: 'an administrator’s work' } },
  'reports.message_id': { erasure: 'kept', export: othersWords },
  'activity.user_id': {
    erasure: 'deleted',
    export: {
      part: 'activity',
      query: 'SELECT at, message, building_id AS building FROM activity WHERE user_id = $1 ORDER BY id',
    },
  },
  'activity.bot_id': { erasure: 'kept', export: { nothing: 'what bots say is in messagesOfBots' } },
};

/** Columns that look as if they could lead to a person, point to no table, and are none or are dealt with by hand. */
export const LOOSE_COLUMNS: Record<string, string> = {
  'users.username': 'the person’s own; replaced',
  'users.photo': 'the person’s own; deleted',
  'identities.subject': 'deleted with the identity',
  'retired_usernames.name': 'a keyed hash',
  'retired_usernames.owner': 'a keyed hash',
  'conversations.key': 'has the internal ids of a direct conversation’s two, which then lead to nobody',
  'memberships.left_with':
    'internal ids of who else was in a group, which lead to nobody once they are erased',
  'former_texts.names': 'usernames that the text beside them has; once those are replaced they name nobody',
  'messages.client_id': 'made at random by a client',
  'messages.digest': 'a keyed hash of what was asked for',
  'sessions.node_id': 'a node',
  'sessions.socket_id': 'a connection',
  'sessions.cursors': 'how far messages were handed out, deleted with the session',
  'sessions.credential_id': 'a sign-in or token, deleted with it',
  'bots.node_id': 'a node',
  'bots.socket_id': 'a connection',
  'presences.building_id': 'a building',
  'presences.device_id': 'a sign-in or token, deleted with the presence',
  'presences.bounds': 'cells and times of the last 15 minutes, deleted with the presence',
  'reports.subject': 'who was reported, as they were then; kept until the report is forgotten',
  'activity.building_id': 'a building',
  'outbox.event': 'on its way, for seconds',
};
