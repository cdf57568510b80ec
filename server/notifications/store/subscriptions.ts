import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { notSuspended } from '@/server/accounts/store/credentials';

type Client = Pick<PoolClient, 'query'>;

/** A browser that is notified. */
export interface Subscription {
  signInId: string;
  userId: string;
  username: string;
  endpoint: string;
  p256dh: Buffer;
  auth: Buffer;
  language: string;
  directOnly: boolean;
  userAgent: string;
}

export interface DeviceRow {
  id: string;
  userAgent: string;
  directOnly: boolean;
  at: Date;
  acceptedAt: Date | null;
  failure: string | null;
}

/** SQL: the sign-in `s` of subscription `p` has not ended. */
const ALIVE = 's.id = p.sign_in_id AND s.revoked_at IS NULL AND s.expires_at > now()';
/** SQL: subscription `p` is sent to: its sign-in `s` has not ended, and its user is not suspended. */
const SENT_TO = `${ALIVE} AND ${notSuspended('s.user_id')}`;

/**
 * Stores the subscription of a sign-in in place of an earlier one. Returns false when another sign-in has the endpoint
 * under other keys. The same browser with another sign-in, whose endpoint and keys are equal, takes it over.
 */
export async function storeSubscription(
  db: Db,
  subscription: Omit<Subscription, 'username' | 'directOnly' | 'userAgent'> & { endpointHash: Buffer },
): Promise<boolean> {
  const { signInId, userId, endpoint, endpointHash, p256dh, auth, language } = subscription;
  return db.transaction(async (client) => {
    const { rows } = await client.query<{ same: boolean }>(
      `SELECT p256dh = $3 AND auth = $4 AS same FROM push_subscriptions
       WHERE endpoint_hash = $2 AND sign_in_id <> $1 FOR UPDATE`,
      [signInId, endpointHash, p256dh, auth],
    );
    if (rows.some(({ same }) => !same)) return false;
    await client.query('DELETE FROM push_subscriptions WHERE endpoint_hash = $2 AND sign_in_id <> $1', [
      signInId,
      endpointHash,
    ]);
    await client.query(
      `INSERT INTO push_subscriptions AS p (sign_in_id, user_id, endpoint, endpoint_hash, p256dh, auth, language)
       SELECT s.id, $2, $3, $4, $5, $6, $7 FROM sign_ins s
       WHERE s.id = $1 AND s.user_id = $2 AND s.revoked_at IS NULL FOR KEY SHARE
       ON CONFLICT (sign_in_id) DO UPDATE SET endpoint = excluded.endpoint, endpoint_hash = excluded.endpoint_hash,
         p256dh = excluded.p256dh, auth = excluded.auth, language = excluded.language,
         created_at = CASE WHEN p.endpoint_hash = excluded.endpoint_hash THEN p.created_at ELSE now() END,
         failure = CASE WHEN p.endpoint_hash = excluded.endpoint_hash THEN p.failure END`,
      [signInId, userId, endpoint, endpointHash, p256dh, auth, language],
    );
    return true;
  });
}

/** Deletes a subscription of the user. Returns false when there is none. */
export async function deleteSubscription(db: Db, userId: string, signInId: string): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'DELETE FROM push_subscriptions WHERE user_id = $1 AND sign_in_id = $2',
    [userId, signInId],
  );
  return rowCount === 1;
}

/** Deletes subscriptions that their push services have ended, unless the browser has subscribed again meanwhile. */
export async function deleteEnded(
  client: Client,
  ended: readonly Pick<Subscription, 'signInId' | 'endpoint'>[],
): Promise<void> {
  if (ended.length === 0) return;
  await client.query(
    `DELETE FROM push_subscriptions p USING unnest($1::uuid[], $2::text[]) AS e (id, endpoint)
     WHERE p.sign_in_id = e.id AND p.endpoint = e.endpoint`,
    [ended.map(({ signInId }) => signInId), ended.map(({ endpoint }) => endpoint)],
  );
}

/** Deletes the subscriptions whose sign-in has ended. Returns whether any subscription is left. */
export async function deleteOfEndedSignIns(db: Db): Promise<boolean> {
  const { rows } = await db.pool.query<{ any: boolean }>({
    name: 'pushSubscriptionsLeft',
    text: `WITH ended AS (DELETE FROM push_subscriptions p WHERE NOT EXISTS (SELECT 1 FROM sign_ins s WHERE ${ALIVE})
       RETURNING sign_in_id)
     SELECT EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.sign_in_id NOT IN (SELECT sign_in_id FROM ended)) AS any`,
  });
  return rows[0]?.any === true;
}

/** Returns for each sign-in whether its browser is sent to, in their order. */
export async function areSentTo(client: Client, signInIds: readonly string[]): Promise<boolean[]> {
  const { rows } = await client.query<{ id: string }>({
    name: 'areSentTo',
    text: `SELECT p.sign_in_id AS id FROM push_subscriptions p JOIN sign_ins s ON ${SENT_TO}
     WHERE p.sign_in_id = ANY($1)`,
    values: [signInIds],
  });
  const sentTo = new Set(rows.map(({ id }) => id));
  return signInIds.map((id) => sentTo.has(id));
}

/** Returns the subscriptions of users whose sign-ins have not ended; none of a suspended user. */
export async function subscriptionsOf(client: Client, userIds: readonly string[]): Promise<Subscription[]> {
  const { rows } = await client.query<Subscription>({
    name: 'subscriptionsOf',
    text: `SELECT p.sign_in_id AS "signInId", p.user_id AS "userId", u.username, p.endpoint, p.p256dh, p.auth, p.language,
       p.direct_only AS "directOnly", s.user_agent AS "userAgent"
     FROM push_subscriptions p JOIN sign_ins s ON ${SENT_TO} JOIN users u ON u.id = p.user_id WHERE p.user_id = ANY($1) ORDER BY p.created_at, p.sign_in_id`,
    values: [userIds],
  });
  return rows;
}

/** Returns the same by user id; without users who have none. */
export async function devicesByUser(
  client: Client,
  userIds: readonly string[],
): Promise<Map<string, Subscription[]>> {
  const devices = new Map<string, Subscription[]>();
  for (const each of await subscriptionsOf(client, userIds)) {
    const own = devices.get(each.userId);
    if (own) own.push(each);
    else devices.set(each.userId, [each]);
  }
  return devices;
}

/** Returns the devices on which a user is notified, the oldest first. */
export async function devicesOf(db: Db, userId: string): Promise<DeviceRow[]> {
  const { rows } = await db.pool.query<DeviceRow>(
    `SELECT p.sign_in_id AS id, s.user_agent AS "userAgent", p.direct_only AS "directOnly", p.created_at AS at,
       p.accepted_at AS "acceptedAt", p.failure
     FROM push_subscriptions p JOIN sign_ins s ON ${ALIVE} WHERE p.user_id = $1 ORDER BY p.created_at, p.sign_in_id`,
    [userId],
  );
  return rows;
}

/** Sets whether only direct messages notify on a device. Returns false when the user has no such device. */
export async function setDirectOnly(
  db: Db,
  userId: string,
  id: string,
  directOnly: boolean,
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    'UPDATE push_subscriptions SET direct_only = $3 WHERE user_id = $1 AND sign_in_id = $2',
    [userId, id, directOnly],
  );
  return rowCount === 1;
}

/** Records for devices that their push service accepted a message, or why it did not. */
export async function noteResults(
  client: Client,
  results: readonly { signInId: string; failure: string | null }[],
): Promise<void> {
  const last = new Map(results.map(({ signInId, failure }) => [signInId, failure]));
  if (last.size === 0) return;
  await client.query(
    `UPDATE push_subscriptions p SET failure = r.failure,
       accepted_at = CASE WHEN r.failure IS NULL THEN now() ELSE p.accepted_at END
     FROM (SELECT p.sign_in_id, n.failure FROM unnest($1::uuid[], $2::text[]) AS n (id, failure)
           JOIN push_subscriptions p ON p.sign_in_id = n.id ORDER BY p.sign_in_id FOR UPDATE OF p) r
     WHERE p.sign_in_id = r.sign_in_id`,
    [[...last.keys()], [...last.values()]],
  );
}
