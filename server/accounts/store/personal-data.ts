import { asOf, FORMER_TEXT, READABLE } from '@/server/conversations/store/entries';

/**
 * What the erasure of a user does to the rows of a column that refer to the user. `deleted`: deletes them. `emptied`:
 * keeps the row without personal data. `cut loose`: sets the column to null. `kept`: keeps the rows for other users,
 * under a substitute name. `by way`: the rows follow their parent rows.
 */
type Erasure = 'deleted' | 'emptied' | 'cut loose' | 'kept' | 'by way';

/** A column that refers to a person, directly or through another row. */
interface Declared {
  erasure: Erasure;
  /**
   * The part of the export that contains these rows, with its query (`$1` is the user's id); or why the export contains
   * nothing of them.
   */
  export: { part: string; query: string } | { nothing: string };
}

/** Names a conversation of `conversations c` for the user `$1`. */
const CONVERSATION = `jsonb_build_object('id', c.id, 'kind', c.kind, 'with', CASE c.kind
  WHEN 'direct' THEN (SELECT d.username FROM users d
    WHERE d.id IN (split_part(c.key, ':', 2)::uuid, split_part(c.key, ':', 3)::uuid) ORDER BY d.id = $1 LIMIT 1)
  WHEN 'building' THEN substr(c.key, 10) ELSE c.title END)`;
/** Limits a message nearby to the entry in the user's own feed: the other feeds reveal who was near. */
const OWN_COPY = `(c.kind <> 'nearby' OR c.key = 'nearby:' || $1::uuid::text)`;
const WHERE_SAID = `(SELECT jsonb_agg(${CONVERSATION} || jsonb_build_object('seq', e.seq) ORDER BY e.seq)
  FROM entries e JOIN conversations c ON c.id = e.conversation_id
  WHERE e.message_id = m.id AND NOT e.change AND ${OWN_COPY})`;
const MESSAGE = `m.id, m.text, m.attachments, m.created_at AS at, m.edited_at AS edited, m.deleted_at AS deleted,
  m.reply_to AS "replyTo", ${WHERE_SAID} AS "in"`;

/**
 * Limits former texts to groups and channels. A former text is kept because a member left. The other members of a group
 * or a channel may know that; in a building's room or a feed it would reveal who moved or who blocked whom.
 */
const TOLD_IF_FORMER = (former: string) => `(NOT (${former}) OR c.kind IN ('group', 'channel'))`;

const othersWords = { nothing: 'the rows are data of other users, or in another part of the export' };
const inItsParent = { nothing: 'the export contains the entries of a message with the message' };

const inItsBot = { nothing: 'what a program does as a bot; the export contains the bots and their messages' };

/**
 * Every column that refers to a user, as `table.column`. The export and the erasure follow this list. A test compares
 * it with the foreign keys of the database, so that none is forgotten: add an item for a new column.
 */
export const PERSONAL_DATA: Record<string, Declared> = {
  'users.id': {
    erasure: 'emptied',
    export: {
      part: 'profile',
      query: `SELECT username, name, about, administrator, range, searchable, first_messages AS "firstMessages",
        receipts, typing,
        guest_until AS "guestUntil", created_at AS since,
        (SELECT jsonb_agg(${CONVERSATION} ORDER BY p.n) FROM unnest(pins) WITH ORDINALITY AS p (id, n)
         JOIN conversations c ON c.id = p.id) AS pinned FROM users WHERE id = $1`,
    },
  },
  'photos.user_id': {
    erasure: 'deleted',
    export: {
      part: 'photos',
      query: `SELECT type, encode(small, 'base64') AS small, encode(large, 'base64') AS large, chosen FROM photos
        WHERE user_id = $1`,
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
      query: `SELECT email, email_verified_at AS "emailVerified", changed_at AS "passwordChanged"
        FROM local_accounts WHERE user_id = $1`,
    },
  },
  'password_resets.user_id': {
    erasure: 'by way',
    export: { nothing: 'a mailed secret that is valid for half an hour' },
  },
  'email_verifications.user_id': {
    erasure: 'by way',
    export: {
      part: 'emailVerifications',
      query: 'SELECT email, expires_at AS expires FROM email_verifications WHERE user_id = $1',
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
  'socket_tickets.sign_in_id': {
    erasure: 'by way',
    export: { nothing: 'a ticket is a secret that is valid for 30 s' },
  },
  'socket_tickets.token_id': {
    erasure: 'by way',
    export: { nothing: 'a ticket is a secret that is valid for 30 s' },
  },
  'refresh_tokens.token_id': { erasure: 'by way', export: { nothing: 'refresh tokens are secrets' } },
  'device_codes.user_id': {
    erasure: 'deleted',
    export: { nothing: 'a code is a secret that is valid for ten minutes' },
  },
  'push_subscriptions.user_id': {
    erasure: 'deleted',
    export: {
      part: 'pushSubscriptions',
      // Whoever knows the endpoint can send to it, so only its host is exported.
      query: `SELECT substring(p.endpoint FROM '^https?://[^/]+') AS service, s.user_agent AS "userAgent", p.language,
        p.direct_only AS "directOnly", p.created_at AS at, p.accepted_at AS accepted, p.failure
        FROM push_subscriptions p JOIN sign_ins s ON s.id = p.sign_in_id WHERE p.user_id = $1 ORDER BY p.created_at`,
    },
  },
  'push_subscriptions.sign_in_id': {
    erasure: 'by way',
    export: { nothing: 'pushSubscriptions contains them' },
  },
  'notification_settings.user_id': {
    erasure: 'deleted',
    export: {
      part: 'notificationSettings',
      query: `SELECT text, groups, quiet_from AS "quietFrom", quiet_until AS "quietUntil", time_zone AS "timeZone",
        do_not_disturb_until AS "doNotDisturbUntil" FROM notification_settings WHERE user_id = $1`,
    },
  },
  'notification_choices.user_id': {
    erasure: 'deleted',
    export: {
      part: 'notificationChoices',
      query: `SELECT ${CONVERSATION} AS conversation, o.level, o.muted_until AS "mutedUntil"
        FROM notification_choices o JOIN conversations c ON c.id = o.conversation_id WHERE o.user_id = $1
        ORDER BY c.created_at, c.id`,
    },
  },
  'notification_choices.conversation_id': { erasure: 'kept', export: othersWords },
  'notifications.user_id': {
    erasure: 'deleted',
    export: {
      part: 'notifications',
      query: `SELECT ${CONVERSATION} AS conversation, n.seq, n.at, n.kind, n.outcome, n.devices
        FROM notifications n JOIN conversations c ON c.id = n.conversation_id WHERE n.user_id = $1
        ORDER BY n.at, c.id, n.seq`,
    },
  },
  'notifications.conversation_id': { erasure: 'kept', export: othersWords },
  'api_tokens.user_id': {
    erasure: 'deleted',
    export: {
      part: 'tokens',
      query: `SELECT name, scopes, created_at AS at, last_used_at AS used,
        coalesce(renewable_until, expires_at) AS expires, revoked_at AS ended FROM api_tokens WHERE user_id = $1 ORDER BY created_at`,
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
    // Bots with messages stay as their authors, without their names, and never run again.
    erasure: 'kept',
    export: {
      part: 'bots',
      query: `SELECT id, name, building_id AS building, authorised, created_at AS at FROM bots WHERE owner_id = $1
        ORDER BY id`,
    },
  },
  'bot_tokens.bot_id': { erasure: 'deleted', export: { nothing: 'the tokens of bots are secrets' } },
  'bot_places.bot_id': { erasure: 'deleted', export: inItsBot },
  'bot_places.conversation_id': { erasure: 'kept', export: inItsBot },
  // Deleted after a day.
  'bot_calls.bot_id': { erasure: 'deleted', export: inItsBot },
  'bot_calls.message_id': { erasure: 'kept', export: othersWords },
  'bot_calls.conversation_id': { erasure: 'kept', export: othersWords },
  'bot_reactions.bot_id': { erasure: 'kept', export: inItsBot },
  'bot_reactions.message_id': { erasure: 'kept', export: othersWords },
  'bot_reactions.conversation_id': { erasure: 'kept', export: othersWords },
  'bot_schedules.bot_id': {
    erasure: 'deleted',
    export: {
      part: 'schedulesOfBots',
      query: `SELECT s.bot_id AS bot, s.cron, s.text, s.created_at AS at FROM bot_schedules s
        JOIN bots b ON b.id = s.bot_id WHERE b.owner_id = $1 ORDER BY s.created_at, s.id`,
    },
  },
  'bot_schedules.conversation_id': { erasure: 'kept', export: inItsBot },
  'bot_runs.schedule_id': { erasure: 'by way', export: inItsBot },
  'hooks.bot_id': {
    erasure: 'deleted',
    export: {
      part: 'webhooks',
      query: `SELECT h.bot_id AS bot, h.name, h.created_at AS at FROM hooks h JOIN bots b ON b.id = h.bot_id
        WHERE b.owner_id = $1 ORDER BY h.created_at, h.id`,
    },
  },
  'outgoing_hooks.bot_id': {
    erasure: 'deleted',
    export: {
      part: 'outgoingWebhooks',
      query: `SELECT h.bot_id AS bot, h.name, h.url, h.hears, h.created_at AS at FROM outgoing_hooks h
        JOIN bots b ON b.id = h.bot_id WHERE b.owner_id = $1 ORDER BY h.created_at, h.id`,
    },
  },
  'outgoing_events.hook_id': {
    erasure: 'by way',
    export: { nothing: 'the records of what programs were told have no texts and are deleted after 7 days' },
  },
  'outgoing_events.conversation_id': { erasure: 'by way', export: othersWords },
  'outgoing_cursors.hook_id': { erasure: 'by way', export: inItsBot },
  'outgoing_cursors.conversation_id': { erasure: 'by way', export: inItsBot },
  'outgoing_events.message_id': { erasure: 'by way', export: othersWords },
  'memberships.user_id': {
    // Closed memberships of direct conversations stay: the other user sees there that this user is erased.
    erasure: 'deleted',
    export: {
      part: 'memberships',
      query: `SELECT ${CONVERSATION} AS conversation, mb.from_seq AS "from", mb.to_seq AS "to", mb.delivered, mb.request
        FROM memberships mb JOIN conversations c ON c.id = mb.conversation_id WHERE mb.user_id = $1
        ORDER BY c.created_at, c.id, mb.from_seq`,
    },
  },
  'memberships.conversation_id': { erasure: 'kept', export: othersWords },
  'marks.user_id': {
    erasure: 'deleted',
    export: {
      part: 'marks',
      query: `SELECT ${CONVERSATION} AS conversation, k.read, k.shown, k.told_delivered AS "toldDelivered",
        k.told_read AS "toldRead", k.muted, k.unread, k.draft, k.draft_at AS "draftAt"
        FROM marks k JOIN conversations c ON c.id = k.conversation_id WHERE k.user_id = $1 ORDER BY c.created_at, c.id`,
    },
  },
  'marks.conversation_id': { erasure: 'kept', export: othersWords },
  'conversations.created_by': {
    erasure: 'cut loose',
    export: {
      part: 'conversationsMade',
      query: `SELECT ${CONVERSATION} AS conversation, c.topic, c.public,
        c.building_id AS building, c.created_at AS at FROM conversations c
        WHERE c.created_by = $1 ORDER BY c.created_at`,
    },
  },
  'conversations.owner_id': {
    erasure: 'cut loose',
    export: {
      part: 'conversationsOwned',
      query: `SELECT ${CONVERSATION} AS conversation FROM conversations c WHERE c.owner_id = $1 ORDER BY c.created_at`,
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
  'attachments.user_id': {
    // Those of messages stay with the messages; the others are emptied, and deleted with their bytes within a minute.
    erasure: 'cut loose',
    export: {
      part: 'attachments',
      query: `SELECT id, CASE WHEN shown IS NULL THEN jsonb_build_object('name', name, 'bytes', bytes) ELSE shown END AS shown,
        created_at AS at, message_id AS message, '/api/v1/attachments/' || id || '/file' AS file
        FROM attachments WHERE user_id = $1 ORDER BY created_at, id`,
    },
  },
  'attachments.message_id': { erasure: 'kept', export: othersWords },
  'former_texts.message_id': {
    // Deleted together with the message.
    erasure: 'kept',
    export: {
      part: 'formerTexts',
      query: `SELECT t.message_id AS message, t.text, t.edited_at AS edited FROM former_texts t
        JOIN messages m ON m.id = t.message_id JOIN conversations c ON c.id = t.conversation_id
        WHERE m.sender_id = $1 AND ${TOLD_IF_FORMER('true')} ORDER BY m.created_at, m.id, t.until`,
    },
  },
  'former_texts.conversation_id': { erasure: 'kept', export: othersWords },
  'conversation_erasures.conversation_id': {
    erasure: 'kept',
    export: { nothing: 'a number of erased users, which names none of them' },
  },
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
      // When and by whom the user was mentioned, where they can read it; the text belongs to its sender.
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
  'blocks.blocked_id': { erasure: 'deleted', export: { nothing: 'a block is data of the user who blocks' } },
  'reports.reporter_id': {
    erasure: 'cut loose',
    export: {
      part: 'reports',
      query: `SELECT r.created_at AS at, r.reason, r.note, r.subject AS about, r.text, r.attachments, r.said_at AS "saidAt"
        FROM reports r WHERE r.reporter_id = $1 ORDER BY r.created_at, r.id`,
    },
  },
  // Reports about the user stay with the administrators until they are closed and their retention ends.
  'reports.user_id': {
    erasure: 'cut loose',
    export: { nothing: 'a report is data of the user who reports' },
  },
  'reports.closed_by': {
    erasure: 'cut loose',
    export: { nothing: 'closing reports is the work of administrators' },
  },
  'reports.message_id': { erasure: 'kept', export: othersWords },
  'suspensions.user_id': {
    erasure: 'deleted',
    export: {
      part: 'suspensions',
      query:
        'SELECT reason, note, created_at AS at, until FROM suspensions WHERE user_id = $1 ORDER BY created_at, id',
    },
  },
  'suspensions.created_by': {
    erasure: 'cut loose',
    export: { nothing: 'suspending people is the work of administrators' },
  },
  'notices.user_id': {
    erasure: 'deleted',
    export: {
      part: 'notices',
      query: `SELECT kind, text, about, decision, created_at AS at, confirmed_at AS confirmed FROM notices
        WHERE user_id = $1 ORDER BY created_at, id`,
    },
  },
  'notices.created_by': {
    erasure: 'cut loose',
    export: { nothing: 'warning people is the work of administrators' },
  },
  'alert_grants.user_id': {
    erasure: 'deleted',
    export: {
      part: 'alertRights',
      query: 'SELECT role, place, at FROM alert_grants WHERE user_id = $1 ORDER BY at, id',
    },
  },
  'alert_targets.user_id': {
    erasure: 'deleted',
    export: {
      part: 'alerts',
      query: `SELECT t.alert_id AS alert, t.kind, t.reason, t.building_id AS building, t.reach, t.answer,
        t.answered_at AS answered, t.help_at AS "helpAt", t.asked_help AS "askedHelp",
        t.at,
        (SELECT jsonb_agg(jsonb_build_object('revision', r.revision, 'channel', r.channel, 'reach', r.reach, 'at', r.at)
           ORDER BY r.at, r.reach)
         FROM alert_receipts r WHERE r.alert_id = t.alert_id AND r.user_id = t.user_id) AS receipts
        FROM alert_targets t WHERE t.user_id = $1 ORDER BY t.at, t.alert_id`,
    },
  },
  'incidents.user_id': {
    erasure: 'cut loose',
    export: {
      part: 'incidents',
      query: 'SELECT building_id AS building, text, at FROM incidents WHERE user_id = $1 ORDER BY at, id',
    },
  },
  'audit_records.admin_id': {
    erasure: 'cut loose',
    export: { nothing: 'the audit log is about the work of administrators' },
  },
  'audit_records.user_id': {
    erasure: 'cut loose',
    export: { nothing: 'suspensions and notices contain what administrators did about the user' },
  },
  'lookups.user_id': {
    erasure: 'deleted',
    export: {
      part: 'lookups',
      query: `SELECT l.at, l.what, a.username AS by FROM lookups l
        LEFT JOIN users a ON a.id = l.looked_by AND a.erased_at IS NULL WHERE l.user_id = $1 ORDER BY l.id`,
    },
  },
  'lookups.looked_by': {
    erasure: 'cut loose',
    export: { nothing: 'it is about the work of administrators; the users looked up read it' },
  },
  'activity.user_id': {
    erasure: 'deleted',
    export: {
      part: 'activity',
      query: `SELECT at, code, from_building AS "from", to_building AS "to", message FROM activity
        WHERE user_id = $1 ORDER BY id`,
    },
  },
  'activity.bot_id': { erasure: 'kept', export: { nothing: 'messagesOfBots contains the messages of bots' } },
};

const ALERT_OFFICER =
  'the internal id of an officer, kept as proof of what happened; the id of an erased user identifies nobody';

/**
 * Columns that could refer to a user by their name or type, but have no foreign key, with the reason why the export and
 * the erasure need no rule for them.
 */
export const LOOSE_COLUMNS: Record<string, string> = {
  'erasure_marks.mark': 'random; changes with every erasure, of whomever',
  'users.username': 'a column of the user’s own row; the erasure replaces it with a placeholder',
  'photos.id': 'a random id; deleted with the photo',
  'photos.small': 'deleted with the photo',
  'photos.large': 'deleted with the photo',
  'photos.source_digest': 'the digest of the provider’s photo; deleted with the photo',
  'identities.subject': 'deleted with the identity',
  'retired_usernames.name': 'a keyed hash of an erased user’s username',
  'retired_usernames.owner': 'a keyed hash of an erased user’s identity',
  'conversations.key':
    'contains the internal ids of the two users of a direct conversation; the id of an erased user identifies nobody',
  'conversations.building_id': 'the id of a building',
  'conversations.removed':
    'the internal ids of users whom the owner removed; the id of an erased user identifies nobody',
  'memberships.left_with':
    'the internal ids of the other members of a group; the id of an erased user identifies nobody',
  'former_texts.names':
    'the usernames of users whom the text mentions; the username of an erased user identifies nobody',
  'messages.client_id': 'a random id that the client generates',
  'messages.digest': 'a keyed hash of the request to send',
  'messages.attachments': 'the photos and files of the message; deleted with its text',
  'reports.attachments': 'the photos and files of the reported message; deleted with the report',
  'attachments.client_id': 'a random id that the client generates',
  'attachments.shown': 'the name of a file, or the size of a photo; deleted with the attachment',
  'sessions.node_id': 'the id of a node',
  'sessions.socket_id': 'the id of a connection',
  'sessions.cursors': 'the last sent seq of each conversation; deleted with the session',
  'sessions.credential_id': 'the id of a sign-in or an API token; deleted with the session',
  'bots.former_secret_hash': 'the hash of a secret of a bot',
  'hooks.former_secret_hash': 'the hash of a secret of a webhook',
  'bots.commands': 'names and descriptions of commands of a program',
  'bot_calls.answers': 'random ids; deleted after a day',
  'hooks.calls': 'when programs called, and names of keys',
  'outgoing_hooks.salt': 'random; a secret of a webhook is derived from it',
  'outgoing_hooks.former_salt': 'random; a secret of a webhook is derived from it',
  'outgoing_events.attempts': 'when a program was called, and the statuses of its answers',
  'link_cards.hash': 'the hash of a URL of a page of others; deleted after 30 days',
  'push_subscriptions.endpoint': 'deleted with the subscription',
  'push_subscriptions.endpoint_hash': 'the hash of an endpoint; deleted with the subscription',
  'push_subscriptions.p256dh': 'a public key of a browser; deleted with the subscription',
  'push_subscriptions.auth': 'a secret of a browser; deleted with the subscription',
  'notifications.devices': 'the ids and names of the user’s devices; deleted with the decision',
  'bots.node_id': 'the id of a node',
  'bots.socket_id': 'the id of a connection',
  'presences.building_id': 'the id of a building',
  'building_counts.building_id': 'the id of a building; counts of five people or more',
  'place_changes.before': 'buildings and campuses before a change',
  'campuses.grounds': 'the paths, lawns and water of a campus',
  'presences.device_id': 'the id of a sign-in or an API token; deleted with the presence',
  'presences.bounds': 'cells and times of the last 15 minutes; deleted with the presence',
  'notices.about': 'the name of a reported user at the time of the report; deleted with the notice',
  'reports.subject': 'the name of the reported user at the time of the report; deleted with the report',
  'audit_records.about': 'the id of a bot, or the name of a building or a file',
  'activity.building_id': 'the id of a building',
  'activity.from_building': 'the name of a building',
  'activity.to_building': 'the name of a building',
  'alert_grants.granted_by': ALERT_OFFICER,
  'alert_templates.content': 'what a template says',
  'alert_templates.written_by': ALERT_OFFICER,
  'alert_templates.approved_by': ALERT_OFFICER,
  'alerts.reviewed_by': ALERT_OFFICER,
  'alerts.numbers': 'numbers of people',
  'alerts.counts': 'numbers of people',
  'alerts.exercise': 'what an officer wrote about an exercise, with the internal id of the officer',
  'alert_revisions.alert_id': 'the id of an alert',
  'alert_revisions.content': 'what an alert says, and where',
  'alert_revisions.audience':
    'the internal ids of users who are told, until they are stored as targets, within seconds',
  'alert_revisions.drafted_by': ALERT_OFFICER,
  'alert_revisions.approved_by': ALERT_OFFICER,
  'alert_drafts.key': 'a random id that the client generates',
  'alert_drafts.alert_id': 'the id of an alert',
  'alert_drafts.content':
    'what an alert says; of an exercise the usernames of its group, and that of an erased user identifies nobody; ' +
    'the group is deleted after 90 days',
  'alert_drafts.drafted_by': ALERT_OFFICER,
  'alert_drafts.submitted_by': ALERT_OFFICER,
  'alert_drafts.submitted_with': 'the id of a sign-in that is deleted with the user',
  'alert_drafts.approved_by': ALERT_OFFICER,
  'alert_targets.alert_id': 'the id of an alert',
  'alert_targets.building_id': 'the id of a building; deleted with the target',
  'alert_targets.answered_by': ALERT_OFFICER,
  'alert_receipts.alert_id': 'the id of an alert',
  'alert_receipts.user_id':
    'the internal id of a user who was told, without which the ledger could not be verified; the id of an erased user ' +
    'identifies nobody, and the row is deleted after 90 days',
  'alert_receipts.device': 'the id of a sign-in or an API token that is deleted with the user',
  'alert_handovers.alert_id': 'the id of an alert',
  'alert_webhook_posts.alert_id': 'the id of an alert',
  'alert_webhook_posts.url_hash': 'the hash of a URL of the operator',
  'alert_lookups.alert_id': 'the id of an alert',
  'alert_lookups.looked_by': ALERT_OFFICER,
  'alert_lookups.building_id': 'the id of a building',
  'cap_messages.content': 'what a message of another authority says',
  'cap_messages.sender': 'the name of an authority, as its message says it',
  'cap_messages.campus_id': 'the id of a campus',
  'incidents.building_id': 'the id of a building',
  'outbox.event': 'an event that is deleted when the broker has confirmed it, within seconds',
};
