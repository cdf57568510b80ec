import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { SCOPES, type Scope } from '@/protocol/scopes';

type Client = Pick<PoolClient, 'query'>;

/** Seconds by which a program that asks too often has to ask more slowly (RFC 8628 3.5). */
const SLOWER = 5;

/** Inserts the codes of a program; returns false when the code of the user is in use. */
export async function insertDeviceCode(
  db: Db,
  code: { hash: Buffer; userCode: string; client: string; scopes: readonly Scope[]; seconds: number },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO device_codes (hash, user_code, client, scopes, expires_at)
     VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second') ON CONFLICT (user_code) DO NOTHING`,
    [code.hash, code.userCode, code.client, code.scopes, code.seconds],
  );
  return rowCount === 1;
}

export interface WaitingProgram {
  client: string;
  scopes: Scope[];
  at: Date;
}

/** Returns the program that waits under a code of a user; null for a code that is unknown, expired or answered. */
export async function findWaiting(client: Client, userCode: string): Promise<WaitingProgram | null> {
  const { rows } = await client.query<{ client: string; scopes: string[]; at: Date }>(
    `SELECT client, scopes, created_at AS at FROM device_codes
     WHERE user_code = $1 AND expires_at > now() AND allowed IS NULL`,
    [userCode],
  );
  const row = rows[0];
  return row ? { ...row, scopes: SCOPES.filter((scope) => row.scopes.includes(scope)) } : null;
}

/**
 * Stores what a user answered to the program that waits under a code; returns false when none waits. Locks the sign-in of
 * the browser: where it ends at the same time, the code is not confirmed, or is deleted.
 */
export async function answerWaiting(
  db: Db,
  answer: { userCode: string; userId: string; signInId: string; allowed: boolean },
): Promise<boolean> {
  const { rowCount } = await db.pool.query(
    `WITH browser AS (SELECT id FROM sign_ins WHERE id = $4 AND revoked_at IS NULL FOR SHARE)
     UPDATE device_codes SET user_id = $2, allowed = $3
     WHERE user_code = $1 AND expires_at > now() AND allowed IS NULL AND EXISTS (SELECT 1 FROM browser)`,
    [answer.userCode, answer.userId, answer.allowed, answer.signInId],
  );
  return rowCount === 1;
}

/** What a program is told that asks for its tokens. */
export type DeviceState =
  | { state: 'unknown' | 'expired' | 'waiting' | 'too often' | 'refused' }
  | { state: 'allowed'; userId: string; client: string; scopes: Scope[] };

/**
 * Returns the state of a program's code and records the question; deletes the code once it is answered. A program that
 * asks before its interval has passed gets a longer one.
 */
export async function takeDeviceCode(client: Client, hash: Buffer): Promise<DeviceState> {
  const { rows } = await client.query<{
    userId: string | null;
    allowed: boolean | null;
    client: string;
    scopes: string[];
    expired: boolean;
    early: boolean;
  }>(
    `SELECT user_id AS "userId", allowed, client, scopes, expires_at <= now() AS expired,
       coalesce(polled_at > now() - interval * interval '1 second', false) AS early
     FROM device_codes WHERE hash = $1 FOR UPDATE`,
    [hash],
  );
  const row = rows[0];
  if (!row) return { state: 'unknown' };
  if (row.expired) return { state: 'expired' };
  if (row.allowed === null) {
    await client.query(
      'UPDATE device_codes SET polled_at = now(), interval = interval + $2 WHERE hash = $1',
      [hash, row.early ? SLOWER : 0],
    );
    return { state: row.early ? 'too often' : 'waiting' };
  }
  await client.query('DELETE FROM device_codes WHERE hash = $1', [hash]);
  if (!row.allowed || row.userId === null) return { state: 'refused' };
  const scopes = SCOPES.filter((scope) => row.scopes.includes(scope));
  return { state: 'allowed', userId: row.userId, client: row.client, scopes };
}
