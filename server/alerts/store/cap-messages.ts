import type { PoolClient } from 'pg';
import type { KnownMessage } from '../cap/import-rules';
import type { CapMessage } from '../cap/message';
import type { SignatureState } from '../cap/verify-signature';
import type { Reach } from '../policy';

type Client = Pick<PoolClient, 'query'>;

const MAX_SHOWN = 100;
/** How far back references are followed. */
const MAX_STEPS = 10;
/** No further step is taken when so many messages are known. */
const MAX_KNOWN = 1_000;

/** A message to store. Times are in milliseconds since 1970. */
export interface NewMessage {
  source: string;
  campusId: string | null;
  message: CapMessage;
  hash: string;
  sentAt: number;
  expiresAt: number;
  signature: SignatureState;
  buildings: readonly string[];
  shown: boolean;
}

/** A message as it was stored. */
export interface StoredMessage {
  id: string;
  source: string;
  campusId: string | null;
  sentAt: Date;
  expiresAt: Date;
  receivedAt: Date;
  content: CapMessage;
  signature: SignatureState;
  buildings: string[];
}

type Named = Pick<CapMessage, 'sender' | 'identifier'>;

/** The key of the lock under which messages are taken one after another; no other advisory lock has it. */
const CAP_LOCK = 7_210_014;

/** Waits until no other transaction takes a message: what is known must not change meanwhile. */
export async function lockMessages(client: Client): Promise<void> {
  await client.query('SELECT pg_advisory_xact_lock($1)', [CAP_LOCK]);
}

/** Returns the message of the same name, and those to which the references of a message lead. */
export async function readKnown(client: Client, message: CapMessage): Promise<KnownMessage[]> {
  const known = new Map<string, KnownMessage>();
  let names: Named[] = [message, ...message.references];
  for (let step = 0; step < MAX_STEPS && names.length > 0 && known.size < MAX_KNOWN; step++) {
    const found = (await readNamed(client, names)).filter(({ id }) => !known.has(id));
    for (const each of found) known.set(each.id, each);
    names = found.flatMap(({ references }) => references);
  }
  return [...known.values()];
}

async function readNamed(client: Client, names: readonly Named[]): Promise<KnownMessage[]> {
  const { rows } = await client.query<Omit<KnownMessage, 'sent'> & { sent: Date }>(
    `SELECT id, sender, identifier, sent_at AS sent, hash, content->'references' AS references,
       ended_at IS NOT NULL OR expires_at <= now() AS ended, replaced_at IS NOT NULL AS replaced
     FROM cap_messages WHERE (sender, identifier) IN (SELECT * FROM unnest($1::text[], $2::text[]))`,
    [names.map(({ sender }) => sender), names.map(({ identifier }) => identifier)],
  );
  return rows.map(({ sent, ...row }) => ({ ...row, sent: sent.getTime() }));
}

/** Inserts a message, and returns its id. */
export async function insertMessage(
  client: Client,
  { message, sentAt, expiresAt, ...row }: NewMessage,
): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO cap_messages (source, campus_id, sender, identifier, sent_at, expires_at, content, hash, signature,
       buildings, shown)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    [
      row.source,
      row.campusId,
      message.sender,
      message.identifier,
      new Date(sentAt),
      new Date(expiresAt),
      JSON.stringify(message),
      row.hash,
      row.signature,
      row.buildings,
      row.shown,
    ],
  );
  return rows[0]?.id as string;
}

/** Notes that a later message has replaced or ended these. */
export async function setChanged(client: Client, ids: readonly string[], how: 'replaced' | 'ended') {
  await client.query(`UPDATE cap_messages SET ${how}_at = now() WHERE id = ANY($1) AND ${how}_at IS NULL`, [
    ids,
  ]);
}

const STORED = `SELECT id, source, campus_id AS "campusId", sent_at AS "sentAt", expires_at AS "expiresAt",
  received_at AS "receivedAt", content, signature, buildings FROM cap_messages
  WHERE shown AND dismissed_at IS NULL AND replaced_at IS NULL AND ended_at IS NULL AND expires_at > now()`;

/** The parameters of `REACHED`. */
const valuesOf = ({ buildings, otherBuildings, otherCampuses }: Reach) => [
  buildings,
  otherBuildings,
  otherCampuses,
];
/** A message is about its buildings, or without a known one about the campus of its source, or else about all places. */
const REACHED = `($1::text[] IS NULL OR buildings && $1
  OR NOT buildings && $2 AND (campus_id IS NULL OR campus_id <> ALL($3::text[])))`;

/** Returns the messages in force that concern a place of these rights, the newest first. */
export async function readShown(client: Client, reach: Reach): Promise<StoredMessage[]> {
  const { rows } = await client.query<StoredMessage>(
    `${STORED} AND ${REACHED} ORDER BY received_at DESC, id LIMIT $4`,
    [...valuesOf(reach), MAX_SHOWN],
  );
  return rows;
}

/** Reads and locks one of these messages; null when there is none. */
export async function lockShown(client: Client, id: string, reach: Reach): Promise<StoredMessage | null> {
  const { rows } = await client.query<StoredMessage>(`${STORED} AND ${REACHED} AND id = $4 FOR UPDATE`, [
    ...valuesOf(reach),
    id,
  ]);
  return rows[0] ?? null;
}

/** Returns the ids of stored messages by sender and identifier, separated by a line end. */
export async function readIds(client: Client, names: readonly Named[]): Promise<Map<string, string>> {
  const found = names.length === 0 ? [] : await readNamed(client, names);
  return new Map(found.map(({ id, sender, identifier }) => [`${sender}\n${identifier}`, id]));
}

export async function setDismissed(client: Client, id: string): Promise<void> {
  await client.query('UPDATE cap_messages SET dismissed_at = now() WHERE id = $1', [id]);
}

/** Deletes messages, refusals, and what was read of feeds, older than `days`. */
export async function deleteOldMessages(client: Client, days: number): Promise<void> {
  await client.query(`DELETE FROM cap_messages WHERE received_at < now() - $1::int * interval '1 day'`, [
    days,
  ]);
  await client.query(`DELETE FROM cap_refusals WHERE at < now() - $1::int * interval '1 day'`, [days]);
  await client.query(`DELETE FROM cap_entries WHERE read_at < now() - $1::int * interval '1 day'`, [days]);
}
