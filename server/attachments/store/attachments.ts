import type { PoolClient } from 'pg';
import type { Db } from '@/db/client';
import type { WireAttachment } from '@/protocol/messages';

type Client = Pick<PoolClient, 'query'>;
type WithoutId<T> = T extends unknown ? Omit<T, 'id' | 'description'> : never;

/** A complete attachment as readers see it, without its id and its description. */
export type Shown = WithoutId<WireAttachment>;

export interface Upload {
  id: string;
  name: string;
  bytes: number;
  /** The numbers of the parts that are stored. */
  parts: number[];
  /** Null until it is complete. */
  shown: Shown | null;
}

/** Less than the time after which the database ends an idle transaction. */
const KEPT_ALIVE_MS = 2_000;

const COLUMNS = 'id, name, bytes, parts, shown';

/** Returns the user's upload of a client id, or null. */
export async function findUploadOf(db: Db, userId: string, clientId: string): Promise<Upload | null> {
  const { rows } = await db.pool.query<Upload>(
    `SELECT ${COLUMNS} FROM attachments WHERE user_id = $1 AND client_id = $2 AND state <> 'removed'`,
    [userId, clientId],
  );
  return rows[0] ?? null;
}

/** Returns an upload of the user that is not removed, or null. */
export async function findUpload(db: Db, userId: string, id: string): Promise<Upload | null> {
  const { rows } = await db.pool.query<Upload>(
    `SELECT ${COLUMNS} FROM attachments WHERE id = $2 AND user_id = $1 AND state <> 'removed'`,
    [userId, id],
  );
  return rows[0] ?? null;
}

/**
 * Inserts an upload unless the user's attachments would take more than `quotaBytes` with it. Returns `full` then, and
 * null when the client id is taken.
 */
export async function insertUpload(
  db: Db,
  {
    userId,
    quotaBytes,
    ...upload
  }: { userId: string; clientId: string; name: string; bytes: number; quotaBytes: number },
): Promise<Upload | 'full' | null> {
  return db.transaction(async (client) => {
    // Concurrent uploads of one user are counted one after another.
    await client.query('SELECT 1 FROM users WHERE id = $1 FOR NO KEY UPDATE', [userId]);
    const { rows: sums } = await client.query<{ used: string }>(
      'SELECT coalesce(sum(bytes), 0) AS used FROM attachments WHERE user_id = $1',
      [userId],
    );
    if (Number(sums[0]?.used) + upload.bytes > quotaBytes) return 'full';
    const { rows } = await client.query<Upload>(
      `INSERT INTO attachments (user_id, client_id, name, bytes)
       SELECT id, $2, $3, $4 FROM users WHERE id = $1 AND erased_at IS NULL
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [userId, upload.clientId, upload.name, upload.bytes],
    );
    return rows[0] ?? null;
  });
}

/**
 * Runs `work` while the upload cannot change and no other work on it runs, on any node. Returns null when nothing is
 * being uploaded under this id: it is complete or removed. `work` may take longer than an idle transaction lasts, because
 * a storage can be slow.
 */
export async function whileUploading<T>(
  db: Db,
  id: string,
  work: (client: PoolClient, upload: Upload) => Promise<T>,
): Promise<T | null> {
  return db.transaction(async (client) => {
    const { rows } = await client.query<Upload>(
      `SELECT ${COLUMNS} FROM attachments WHERE id = $1 AND state = 'uploading' FOR UPDATE`,
      [id],
    );
    if (!rows[0]) return null;
    // A broken connection is the error of the next statement of the work.
    const keptAlive = setInterval(() => client.query('SELECT 1').catch(() => {}), KEPT_ALIVE_MS);
    try {
      return await work(client, rows[0]);
    } finally {
      clearInterval(keptAlive);
    }
  });
}

/** Records which parts are stored. */
export async function setParts(client: Client, id: string, parts: number[]): Promise<void> {
  await client.query('UPDATE attachments SET parts = $2 WHERE id = $1', [id, parts]);
}

/** Records that an upload is complete. */
export async function setComplete(
  client: Client,
  id: string,
  { shown, name, bytes }: { shown: Shown; name: string; bytes: number },
): Promise<void> {
  await client.query(
    `UPDATE attachments SET state = 'ready', parts = '{}', shown = $2, name = $3, bytes = $4 WHERE id = $1`,
    [id, shown, name, bytes],
  );
}

/**
 * Marks an upload as removed, so that no message can carry it any more. Returns false when a message carries it.
 */
export async function markRemoved(client: Client, id: string): Promise<boolean> {
  const { rowCount } = await client.query(
    `UPDATE attachments SET state = 'removed' WHERE id = $1 AND message_id IS NULL`,
    [id],
  );
  return rowCount === 1;
}

/** Marks uploads as removed that no message has carried for a day, and those of deleted users. */
export async function markUnused(client: Client): Promise<void> {
  await client.query(
    `UPDATE attachments SET state = 'removed' WHERE message_id IS NULL AND state <> 'removed'
       AND (created_at < now() - interval '1 day' OR user_id IS NULL)`,
  );
}

/** Marks an erased user's uploads as removed that no message carries, and forgets their names. */
export async function eraseUploads(client: Client, userId: string): Promise<void> {
  await client.query(
    `UPDATE attachments SET state = 'removed', name = '', shown = NULL, user_id = NULL
     WHERE user_id = $1 AND message_id IS NULL`,
    [userId],
  );
}

/** What is needed to delete the objects of an attachment: `bytes` is the size of the parts. */
export interface Removed {
  id: string;
  bytes: number;
}

/** Returns up to `limit` removed attachments that no report is about, in order of their ids, beginning after an id. */
export async function findRemoved(client: Client, after: string, limit: number): Promise<Removed[]> {
  const { rows } = await client.query<Removed>(
    `SELECT a.id, a.bytes FROM attachments a WHERE a.state = 'removed' AND a.id > $1
       AND NOT EXISTS (SELECT 1 FROM reports r WHERE r.message_id = a.message_id) ORDER BY a.id LIMIT $2`,
    [after, limit],
  );
  return rows;
}

/** Deletes the row of a removed attachment whose objects are deleted. */
export async function deleteRemoved(client: Client, id: string): Promise<void> {
  await client.query(`DELETE FROM attachments WHERE id = $1 AND state = 'removed'`, [id]);
}
