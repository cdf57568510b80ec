import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { SCOPES, type Scope } from '@/protocol/scopes';
import { LISTED } from './tokens';

type Client = Pick<PoolClient, 'query'>;

/** The longest time for which a program can renew its token, in days after its sign-in. */
const MAX_DAYS = 365;

/** The scopes of a program's sign-in, and the seconds until its access token expires. */
export interface ProgramEnd {
  scopes: Scope[];
  expiresIn: number;
}

/** SQL: the end of an access token of `t`, of which `$1` is the length in seconds, and `$2` the days for renewing it. */
const ENDS = `least(now() + $1 * interval '1 second', u.guest_until),
  least(now() + $2 * interval '1 day', t.created_at + interval '${MAX_DAYS} days', u.guest_until)`;
const EXPIRES_IN = `greatest(round(extract(epoch FROM t.expires_at - now())), 0)::int AS "expiresIn"`;

const ordered = (scopes: string[]): Scope[] => SCOPES.filter((scope) => scopes.includes(scope));

/** Inserts the token of a program with its refresh token; returns null when the user has `limit` tokens already. */
export async function insertProgram(
  client: Client,
  program: {
    userId: string;
    name: string;
    scopes: readonly Scope[];
    hash: Buffer;
    refreshHash: Buffer;
    seconds: number;
    days: number;
    limit: number;
  },
): Promise<ProgramEnd | null> {
  const { rows } = await client.query<{ scopes: string[]; expiresIn: number }>(
    `WITH made AS (
       INSERT INTO api_tokens AS t (user_id, hash, name, scopes, expires_at, renewable_until)
       SELECT t.user_id, $4, $5, $6, ${ENDS} FROM (SELECT $3::uuid AS user_id, now() AS created_at) t
       JOIN users u ON u.id = t.user_id
       WHERE (SELECT count(*) FROM api_tokens o WHERE o.user_id = $3 AND ${LISTED}) < $8
       RETURNING *),
     refresh AS (INSERT INTO refresh_tokens (hash, token_id) SELECT $7, id FROM made)
     SELECT t.scopes, ${EXPIRES_IN} FROM made t`,
    [
      program.seconds,
      program.days,
      program.userId,
      program.hash,
      program.name,
      program.scopes,
      program.refreshHash,
      program.limit,
    ],
  );
  const row = rows[0];
  return row ? { ...row, scopes: ordered(row.scopes) } : null;
}

/** The sign-in of a program, found by a refresh token. */
export interface Program {
  tokenId: string;
  userId: string;
  /** The hash of the access token now. */
  hash: Buffer;
  /** The refresh token was used before. */
  used: boolean;
  /** The sign-in was ended, or nobody renewed it for too long. */
  ended: boolean;
}

/** Locks and returns the sign-in to which a refresh token belongs. */
export async function lockProgram(client: Client, refreshHash: Buffer): Promise<Program | null> {
  const { rows } = await client.query<Program>(
    `SELECT t.id AS "tokenId", t.user_id AS "userId", t.hash, r.used_at IS NOT NULL AS used,
       t.revoked_at IS NOT NULL OR t.renewable_until <= now() AS ended
     FROM refresh_tokens r JOIN api_tokens t ON t.id = r.token_id WHERE r.hash = $1 FOR NO KEY UPDATE OF t, r`,
    [refreshHash],
  );
  return rows[0] ?? null;
}

/** Gives a locked sign-in new secrets in place of the refresh token. */
export async function renewProgram(
  client: Client,
  renewal: {
    tokenId: string;
    refreshHash: Buffer;
    hash: Buffer;
    nextHash: Buffer;
    seconds: number;
    days: number;
  },
): Promise<ProgramEnd> {
  const { rows } = await client.query<{ scopes: string[]; expiresIn: number }>(
    `WITH used AS (UPDATE refresh_tokens SET used_at = now() WHERE hash = $4),
     next AS (INSERT INTO refresh_tokens (hash, token_id) VALUES ($6, $3))
     UPDATE api_tokens t SET hash = $5, last_used_at = now(), (expires_at, renewable_until) = (${ENDS})
     FROM users u WHERE t.id = $3 AND u.id = t.user_id RETURNING t.scopes, ${EXPIRES_IN}`,
    [renewal.seconds, renewal.days, renewal.tokenId, renewal.refreshHash, renewal.hash, renewal.nextHash],
  );
  const row = rows[0] as { scopes: string[]; expiresIn: number };
  return { ...row, scopes: ordered(row.scopes) };
}

/** Returns the scopes of a token and the seconds until it expires. */
export async function readProgramEnd(client: Client, tokenId: string): Promise<ProgramEnd> {
  const { rows } = await client.query<{ scopes: string[]; expiresIn: number }>(
    `SELECT t.scopes, ${EXPIRES_IN} FROM api_tokens t WHERE t.id = $1`,
    [tokenId],
  );
  const row = rows[0] as { scopes: string[]; expiresIn: number };
  return { ...row, scopes: ordered(row.scopes) };
}

/** Ends the sign-in of a program. */
export async function endProgram(client: Client, tokenId: string): Promise<void> {
  await client.query('UPDATE api_tokens SET revoked_at = now() WHERE id = $1 AND revoked_at IS NULL', [
    tokenId,
  ]);
}

/** Ends the sign-in of a program by the hash of its access token or of any of its refresh tokens; returns its id. */
export async function endProgramOf(db: Db, hash: Buffer): Promise<string | null> {
  const { rows } = await db.pool.query<{ id: string }>(
    `UPDATE api_tokens SET revoked_at = now() WHERE revoked_at IS NULL AND renewable_until IS NOT NULL
       AND id IN (SELECT id FROM api_tokens WHERE hash = $1 UNION SELECT token_id FROM refresh_tokens WHERE hash = $1)
     RETURNING id`,
    [hash],
  );
  return rows[0]?.id ?? null;
}
