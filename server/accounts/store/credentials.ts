import type { Db } from '@/db/client';

/** Returns the ids of a user's sign-ins and tokens whose sessions are connected now, on any node. */
export async function connectedCredentials(db: Db, userId: string): Promise<Set<string | null>> {
  const sessions = await db.prisma.session.findMany({
    where: { userId, disconnectedAt: null },
    select: { credentialId: true },
  });
  return new Set(sessions.map(({ credentialId }) => credentialId));
}

/**
 * Records that these sign-ins and tokens are in use, at most once a minute. Returns the ids of those that are no longer
 * active: revoked, expired, or deleted with their user.
 */
export async function touchCredentials(
  db: Db,
  { signIns, tokens }: { signIns: string[]; tokens: string[] },
): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>(
    `WITH seen AS (
       UPDATE sign_ins SET last_seen_at = now() WHERE id = ANY($1) AND last_seen_at < now() - interval '1 minute'),
     used AS (
       UPDATE api_tokens SET last_used_at = now() WHERE id = ANY($2) AND last_used_at < now() - interval '1 minute')
     SELECT shown.id FROM unnest($1::uuid[]) shown (id) WHERE NOT EXISTS (
       SELECT 1 FROM sign_ins s WHERE s.id = shown.id AND s.revoked_at IS NULL AND s.expires_at > now())
     UNION ALL SELECT shown.id FROM unnest($2::uuid[]) shown (id) WHERE NOT EXISTS (
       SELECT 1 FROM api_tokens t WHERE t.id = shown.id AND t.revoked_at IS NULL
         AND (t.expires_at IS NULL OR t.expires_at > now()))`,
    [signIns, tokens],
  );
  return rows.map((row) => row.id);
}
