import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import { prepared } from '@/db/prepared';
import { SCOPES, type Scope } from '@/protocol/scopes';
import type { UserActor } from '@/server/actor';
import { connectedCredentials } from './credentials';
import { USER, type UserRow } from './users';

/** The stored form: a list of scopes, or of the single word `all`. */
type Stored = { scopes: string[] };

const storedScopes = (scopes: UserActor['scopes']): string[] => (scopes === 'all' ? ['all'] : [...scopes]);
/** Returns the scopes of a stored token. */
export const readScopes = ({ scopes }: Stored): UserActor['scopes'] =>
  scopes.includes('all') ? 'all' : new Set(SCOPES.filter((scope) => scopes.includes(scope)));

/** A token that the program can use, or renew. */
export const LISTED = `revoked_at IS NULL AND coalesce(renewable_until, expires_at, 'infinity') > now()`;
const ALIVE = 'revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())';

/** Inserts tokens that never expire, all with one name and the same scopes. */
export async function insertTokens(
  client: Pick<PoolClient, 'query'>,
  { name, scopes }: { name: string; scopes: UserActor['scopes'] },
  tokens: { userId: string; hash: Buffer }[],
): Promise<void> {
  await client.query(
    `INSERT INTO api_tokens (user_id, hash, name, scopes)
     SELECT t.*, $3, $4::text[] FROM unnest($1::uuid[], $2::bytea[]) t`,
    [tokens.map((t) => t.userId), tokens.map((t) => t.hash), name, storedScopes(scopes)],
  );
}

/**
 * Inserts a token that expires after `days` days and returns its id; null when the user has `limit` active tokens
 * already.
 */
export async function insertToken(
  db: Db,
  token: { userId: string; hash: Buffer; name: string; scopes: ReadonlySet<Scope>; days: number },
  limit: number,
): Promise<{ id: string; expiresAt: Date } | null> {
  const { rows } = await db.pool.query<{ id: string; expiresAt: Date }>(
    `INSERT INTO api_tokens (user_id, hash, name, scopes, expires_at)
     SELECT $1, $2, $3, $4, now() + $5 * interval '1 day'
     WHERE (SELECT count(*) FROM api_tokens WHERE user_id = $1 AND ${LISTED}) < $6
     RETURNING id, expires_at AS "expiresAt"`,
    [token.userId, token.hash, token.name, storedScopes(token.scopes), token.days, limit],
  );
  return rows[0] ?? null;
}

/** The user of a token. */
export type TokenUser = UserRow & { tokenId: string; scopes: UserActor['scopes'] };

const findTokens = prepared<{ tokens: { hash: Buffer }[] }>(
  'findTokens',
  ({ column }) => `WITH found AS (
       SELECT ${USER}, t.hash, t.id AS "tokenId", t.scopes,
         coalesce(t.last_used_at < now() - interval '1 minute', true) AS stale
       FROM api_tokens t JOIN users u ON u.id = t.user_id WHERE t.hash = ANY(${column('tokens', 'hash', 'bytea')}) AND ${ALIVE}),
     due AS (
       SELECT id FROM api_tokens WHERE id IN (SELECT "tokenId" FROM found WHERE stale)
       FOR NO KEY UPDATE SKIP LOCKED),
     used AS (UPDATE api_tokens t SET last_used_at = now() FROM due WHERE t.id = due.id)
     SELECT * FROM found`,
);

/**
 * Returns the user of each token, in the order of `hashes`; null for a token that is unknown, revoked or expired.
 * Records the uses, at most once a minute each.
 */
export async function usersOfTokens(db: Db, hashes: Buffer[]): Promise<(TokenUser | null)[]> {
  const { rows } = await db.pool.query<UserRow & Stored & { hash: Buffer; tokenId: string }>(
    findTokens({ tokens: hashes.map((hash) => ({ hash })) }),
  );
  const found = new Map(rows.map((row) => [row.hash.toString('hex'), { ...row, scopes: readScopes(row) }]));
  return hashes.map((hash) => found.get(hash.toString('hex')) ?? null);
}

export interface TokenRow {
  id: string;
  name: string;
  scopes: UserActor['scopes'];
  at: Date;
  usedAt: Date | null;
  /** Of a program that renews its token: until when it can. */
  expiresAt: Date | null;
  connected: boolean;
}

/** Returns a user's tokens that are not revoked, including expired ones unless `alive`; the newest first. */
export async function tokensOf(
  db: Db,
  userId: string,
  { alive = false }: { alive?: boolean } = {},
): Promise<TokenRow[]> {
  const now = new Date();
  const tokens = await db.prisma.apiToken.findMany({
    where: {
      userId,
      revokedAt: null,
      // As `LISTED` says it.
      ...(alive && {
        OR: [
          { renewableUntil: { gt: now } },
          { renewableUntil: null, expiresAt: { gt: now } },
          { renewableUntil: null, expiresAt: null },
        ],
      }),
    },
    select: {
      id: true,
      name: true,
      scopes: true,
      createdAt: true,
      lastUsedAt: true,
      expiresAt: true,
      renewableUntil: true,
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
  });
  const connected = await connectedCredentials(db, userId);
  return tokens.map(({ createdAt, lastUsedAt, expiresAt, renewableUntil, scopes, ...token }) => ({
    ...token,
    scopes: readScopes({ scopes }),
    expiresAt: renewableUntil ?? expiresAt,
    at: createdAt,
    usedAt: lastUsedAt,
    connected: connected.has(token.id),
  }));
}

/** Revokes a token of the user; returns true also when it was revoked before. Returns false for an unknown id. */
export async function endToken(db: Db, userId: string, id: string): Promise<boolean> {
  const own = { id, userId };
  const ended = await db.prisma.apiToken.updateMany({
    where: { ...own, revokedAt: null },
    data: { revokedAt: new Date() },
  });
  return ended.count === 1 || (await db.prisma.apiToken.count({ where: own })) === 1;
}
