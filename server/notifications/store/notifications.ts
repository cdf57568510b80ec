import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type {
  NotificationKind,
  NotificationOutcome,
  NotificationText,
  PushResult,
  WireDecision,
} from '@/protocol/notifications';
import type { Candidate } from '../decide';
import { FACT_JOINS, FACTS, STAY } from './candidates';
import { TITLE } from './settings';

type Client = Pick<PoolClient, 'query'>;

/** What became of a notification on one device; `name` is that of the device. */
export interface DeviceResult {
  id: string;
  name: string;
  result: PushResult;
}

/** A notification that this node sends now. */
export interface DueNotification {
  userId: string;
  conversationId: string;
  seq: number;
  kind: NotificationKind;
  at: Date;
  attempts: number;
  devices: DeviceResult[];
  text: NotificationText;
}

export type Key = Pick<DueNotification, 'userId' | 'conversationId' | 'seq'>;
export const keyOf = ({ userId, conversationId, seq }: Key) => `${userId}:${conversationId}:${seq}`;
export const usersOf = (keys: readonly Key[]) => [...new Set(keys.map(({ userId }) => userId))];
const keyColumns = (keys: readonly Key[]) => [
  keys.map(({ userId }) => userId),
  keys.map(({ conversationId }) => conversationId),
  keys.map(({ seq }) => seq),
];

/** Seconds for which a node has a notification for itself; then any node sends it. */
const CLAIM_SECONDS = 60;
/** Days that the record is kept. */
const KEPT_DAYS = 7;
/** Seconds after which a message's notification was decided by the node that stored it, unless the node died. */
const UNDECIDED_SECONDS = 30;
/** Seconds of messages that are looked at again in one transaction. */
const PERIOD_SECONDS = 30;
/** The maximum number of decisions in the list of a user. */
const MAX_LISTED = 50;

const DUE = `n.user_id AS "userId", n.conversation_id AS "conversationId", n.seq, n.kind, n.at, n.attempts, n.devices,
  coalesce((SELECT st.text FROM notification_settings st WHERE st.user_id = n.user_id), 'all') AS text`;

/**
 * Stores decisions, each once. Returns those that are due, for this node to send: `claimable` at most. The others that
 * are due wait for any node.
 */
export async function insertDecisions(
  client: Client,
  decisions: readonly (Pick<Candidate, 'userId' | 'conversationId' | 'seq' | 'kind' | 'at'> & {
    outcome: NotificationOutcome;
  })[],
  claimable: number,
): Promise<DueNotification[]> {
  if (decisions.length === 0) return [];
  let due = 0;
  const { rows } = await client.query<DueNotification>({
    name: 'insertDecisions',
    text: `WITH n AS (
       INSERT INTO notifications (user_id, conversation_id, seq, kind, at, outcome, due_at)
       SELECT u, c, s, k::"NotificationKind", t, o::"NotificationOutcome",
         CASE WHEN o = 'due' THEN now() + CASE WHEN claimed THEN ${CLAIM_SECONDS} ELSE 0 END * interval '1 second' END
       FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::timestamptz[], $6::text[], $7::bool[])
         AS d (u, c, s, k, t, o, claimed)
       ORDER BY u, c, s ON CONFLICT DO NOTHING RETURNING *)
     SELECT ${DUE} FROM n WHERE n.due_at > now() + interval '1 second'`,
    values: [
      ...keyColumns(decisions),
      decisions.map(({ kind }) => kind),
      decisions.map(({ at }) => at),
      decisions.map(({ outcome }) => outcome),
      decisions.map(({ outcome }) => outcome === 'due' && ++due <= claimable),
    ],
  });
  return rows;
}

/** A claimed notification, with what decides again whether it is sent. */
export type Claimed = DueNotification &
  Candidate & {
    /** What it ends as although `decide` says `due`; null when it is to be sent. */
    ended: NotificationOutcome | null;
  };

/**
 * Claims notifications that wait for another attempt, or whose node died, with what is known of them now. One ends as
 * `failed` a day after its message, as `not_chosen` when the user blocks the sender, and as `sent` when a device shows a
 * later notification of the conversation, which it would replace.
 */
export async function claimDue(db: Db, limit: number): Promise<Claimed[]> {
  const { rows } = await db.pool.query<Claimed>({
    name: 'claimDue',
    text: `WITH due AS (
       SELECT n.user_id, n.conversation_id, n.seq FROM notifications n
       WHERE n.due_at <= now() AND n.outcome = 'due' ORDER BY n.due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
     claimed AS (
       UPDATE notifications n SET due_at = now() + ${CLAIM_SECONDS} * interval '1 second' FROM due d
       WHERE n.user_id = d.user_id AND n.conversation_id = d.conversation_id AND n.seq = d.seq RETURNING n.*)
     SELECT ${DUE}, ${FACTS},
       CASE WHEN n.at < now() - interval '1 day' THEN 'failed'
         WHEN EXISTS (SELECT 1 FROM entries e JOIN messages m ON m.id = e.message_id
           JOIN blocks b ON b.blocker_id = n.user_id AND b.blocked_id = m.sender_id
           WHERE e.conversation_id = n.conversation_id AND e.seq = n.seq) THEN 'not_chosen'
         WHEN EXISTS (SELECT 1 FROM notifications l WHERE l.user_id = n.user_id
           AND l.conversation_id = n.conversation_id AND l.seq > n.seq AND l.displayed) THEN 'sent' END AS ended
     FROM claimed n LEFT JOIN ${STAY} stay ON true ${FACT_JOINS} ORDER BY n.at, n.conversation_id, n.seq`,
    values: [limit],
  });
  return rows;
}

/** SQL: the notification is as the node claimed it that attempted it. */
const CLAIMED = "n.attempts = f.tries AND n.outcome = 'due'";

/** A notification after an attempt: decided, or to be tried again after `retryMs`. */
export type Finished = Key & {
  devices: DeviceResult[];
  displayed: boolean;
  /** The attempts before this one, as it was claimed. */
  attempts: number;
} & ({ outcome: NotificationOutcome } | { retryMs: number; uncounted?: true });

/**
 * Stores what became of notifications. Of one that was decided or tried meanwhile, it stores only that a device displays
 * it, so that it is removed once it is read.
 */
export async function storeFinished(client: Client, finished: readonly Finished[]): Promise<void> {
  if (finished.length === 0) return;
  await client.query({
    name: 'storeFinished',
    text: `UPDATE notifications n SET devices = f.d, displayed = n.displayed OR f.shown,
       outcome = CASE WHEN ${CLAIMED} THEN f.o::"NotificationOutcome" ELSE n.outcome END,
       attempts = CASE WHEN ${CLAIMED} AND f.counted THEN n.attempts + 1 ELSE n.attempts END,
       due_at = CASE WHEN NOT (${CLAIMED}) THEN CASE WHEN n.outcome = 'due' THEN n.due_at END
         WHEN f.retry IS NOT NULL THEN now() + f.retry * interval '1 millisecond' END
     FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[], $5::jsonb[], $6::bool[], $7::int[], $8::int[], $9::bool[])
       AS f (u, c, s, o, d, shown, retry, tries, counted)
     WHERE n.user_id = f.u AND n.conversation_id = f.c AND n.seq = f.s AND (${CLAIMED} OR f.shown)`,
    values: [
      ...keyColumns(finished),
      finished.map((each) => ('outcome' in each ? each.outcome : 'due')),
      finished.map(({ devices }) => JSON.stringify(devices)),
      finished.map(({ displayed }) => displayed),
      finished.map((each) => ('retryMs' in each ? each.retryMs : null)),
      finished.map(({ attempts }) => attempts),
      finished.map((each) => !('uncounted' in each)),
    ],
  });
}

/**
 * Claims up to `limit` notifications that devices display up to the user's read marks: of some users, or of all. Returns
 * each conversation with the last claimed seq, once, for this node to tell the devices, and whether more may be left. One
 * that is due counts as read now.
 */
export async function claimRead(
  client: Client,
  userIds: readonly string[] | null,
  limit: number,
): Promise<{ read: (Key & { deviceIds: string[] })[]; isMore: boolean }> {
  const { rows } = await client.query<Key & { devices: DeviceResult[][] }>({
    name: userIds ? 'claimReadOf' : 'claimRead',
    text: `WITH shown AS (
       SELECT n.user_id, n.conversation_id, n.seq FROM notifications n
       JOIN marks k ON k.user_id = n.user_id AND k.conversation_id = n.conversation_id AND k.read >= n.seq
       WHERE n.displayed AND (n.due_at IS NULL OR n.due_at <= now() OR n.outcome = 'due')
         ${userIds ? 'AND n.user_id = ANY($2)' : ''}
       ORDER BY n.user_id, n.conversation_id, n.seq LIMIT $1 FOR NO KEY UPDATE OF n),
     read AS (
       UPDATE notifications n SET due_at = now() + ${CLAIM_SECONDS} * interval '1 second',
         outcome = CASE n.outcome WHEN 'due' THEN 'read' ELSE n.outcome END
       FROM shown s WHERE n.user_id = s.user_id AND n.conversation_id = s.conversation_id AND n.seq = s.seq
       RETURNING n.user_id, n.conversation_id, n.seq, n.devices)
     SELECT user_id AS "userId", conversation_id AS "conversationId", max(seq) AS seq, jsonb_agg(devices) AS devices
     FROM read GROUP BY user_id, conversation_id`,
    values: userIds ? [limit, userIds] : [limit],
  });
  return {
    read: rows.map(({ devices, ...key }) => ({
      ...key,
      deviceIds: devices.flat().flatMap(({ id, result }) => (result === 'accepted' ? id : [])),
    })),
    // A row has the devices of each of its notifications.
    isMore: rows.reduce((sum, { devices }) => sum + devices.length, 0) >= limit,
  };
}

/** The removal of the notifications of a conversation up to a seq; `retryMs` if it is tried again. */
export type Removal = Key & { retryMs: number | null };

/** Stores which claimed notifications devices no longer display. A removal is tried again for a day. */
export async function storeRemovals(client: Client, removals: readonly Removal[]): Promise<void> {
  await client.query({
    name: 'storeRemovals',
    text: `UPDATE notifications n SET displayed = r.ms IS NOT NULL AND n.at > now() - interval '1 day',
       due_at = CASE WHEN n.at > now() - interval '1 day' THEN now() + r.ms * interval '1 millisecond' END
     FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) AS r (u, c, s, ms)
     WHERE n.user_id = r.u AND n.conversation_id = r.c AND n.seq <= r.s AND n.displayed
       AND n.due_at IS NOT NULL AND n.outcome <> 'due'`,
    values: [...keyColumns(removals), removals.map(({ retryMs }) => retryMs)],
  });
}

/**
 * Claims the next period in which a node may have died before it decided: half a minute, at most a day back; one node at
 * a time. `work` decides; the period is not looked at again once it resolves. Returns whether another period is left.
 */
export async function sweep(
  db: Db,
  work: (client: PoolClient, period: { after: Date; until: Date }) => Promise<void>,
): Promise<boolean> {
  return db.transaction(async (client) => {
    await client.query(
      `INSERT INTO notification_sweeps (id, until) VALUES (1, now() - ${UNDECIDED_SECONDS} * interval '1 second')
       ON CONFLICT DO NOTHING`,
    );
    const { rows } = await client.query<{ after: Date; until: Date; more: boolean }>(
      `SELECT s.after, least(s.after + ${PERIOD_SECONDS} * interval '1 second', s.end) AS until,
         s.after + ${PERIOD_SECONDS} * interval '1 second' < s.end AS more
       FROM (SELECT greatest(until, now() - interval '1 day') AS after,
           now() - ${UNDECIDED_SECONDS} * interval '1 second' AS end
         FROM notification_sweeps WHERE id = 1 FOR UPDATE SKIP LOCKED) s`,
    );
    const period = rows[0];
    if (!period || period.after >= period.until) return false;
    await work(client, period);
    await client.query('UPDATE notification_sweeps SET until = $1 WHERE id = 1', [period.until]);
    return period.more;
  });
}

interface DecisionRow extends Pick<WireDecision, 'seq' | 'from' | 'kind' | 'outcome'> {
  id: string;
  conversationKind: WireDecision['conversation']['kind'];
  title: string | null;
  at: Date;
  devices: DeviceResult[];
}

/** Returns the newest decisions about a user's messages, the newest first. */
export async function decisionsOf(db: Db, userId: string): Promise<WireDecision[]> {
  const { rows } = await db.pool.query<DecisionRow>(
    `SELECT c.id, c.kind AS "conversationKind",
       ${TITLE} AS title,
       n.seq, coalesce(u.name, m.bot_id) AS from, n.at, n.kind, n.outcome, n.devices
     FROM notifications n JOIN conversations c ON c.id = n.conversation_id
     LEFT JOIN entries e ON e.conversation_id = n.conversation_id AND e.seq = n.seq
     LEFT JOIN messages m ON m.id = e.message_id AND m.deleted_at IS NULL LEFT JOIN users u ON u.id = m.sender_id
     WHERE n.user_id = $1 ORDER BY n.at DESC, n.conversation_id, n.seq DESC LIMIT ${MAX_LISTED}`,
    [userId],
  );
  return rows.map(({ id, conversationKind: kind, title, at, devices, ...decision }) => ({
    ...decision,
    conversation: { id, kind, title },
    at: at.toISOString(),
    devices: devices.map(({ name, result }) => ({ name, result })),
  }));
}

/** Deletes up to `limit` decisions about messages that are more than 7 days old. Returns how many. */
export async function forgetOldDecisions(db: Db, limit: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `DELETE FROM notifications WHERE ctid = ANY(ARRAY(
       SELECT ctid FROM notifications WHERE at < now() - ${KEPT_DAYS} * interval '1 day' LIMIT $1))`,
    [limit],
  );
  return rowCount ?? 0;
}
